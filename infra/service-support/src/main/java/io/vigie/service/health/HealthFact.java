package io.vigie.service.health;

import java.util.function.Supplier;

/**
 * Something that an operator wants to see beside a service's health, such as how it is set up. Every bean of this type is asked at each
 * {@code GET /health}, so the answer must be at hand. Anybody may read it: no address, no password.
 */
public interface HealthFact {

    /** One word in lower case. */
    String name();

    String value();

    static HealthFact of(String name, Supplier<String> value) {
        return new HealthFact() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String value() {
                return value.get();
            }
        };
    }
}
