package io.vigie.service.health;

import java.util.concurrent.Callable;

/**
 * One thing that a service needs before it can serve. Every bean of this type is asked at each {@code GET /health}, all at once, each on a virtual
 * thread of its own and never twice at the same time; whoever does not answer in time ({@code vigie.health.timeout}) is not ready. An exception
 * means not ready; it is logged, its text is not shown.
 */
public interface ReadinessCheck {

    /** What is checked, in a word: {@code kafka}, {@code database}. */
    String name();

    Readiness check() throws Exception;

    static ReadinessCheck of(String name, Callable<Readiness> check) {
        return new ReadinessCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Readiness check() throws Exception {
                return check.call();
            }
        };
    }
}
