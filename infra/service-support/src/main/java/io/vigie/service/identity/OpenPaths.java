package io.vigie.service.identity;

import java.util.Arrays;
import java.util.List;
import org.springframework.http.HttpMethod;

/**
 * Calls that need no token. A service declares them as a bean: {@code OpenPaths.of("POST /api/login", "GET /internal/jwks")}. On these paths no
 * token is looked at, so a client with an expired cookie can still log in.
 */
public record OpenPaths(List<Call> calls) {

    /**
     * @param pattern a path pattern of Spring MVC
     */
    public record Call(HttpMethod method, String pattern) {

        static Call of(String call) {
            var parts = call.split(" ", -1);
            if (parts.length != 2 || !parts[1].startsWith("/")) {
                throw new IllegalArgumentException(
                        "Expected to open a call such as \"GET /path\", but found \"" + call + "\".");
            }
            return new Call(HttpMethod.valueOf(parts[0]), parts[1]);
        }
    }

    public OpenPaths {
        calls = List.copyOf(calls);
    }

    public static OpenPaths of(String... calls) {
        return new OpenPaths(Arrays.stream(calls).map(Call::of).toList());
    }
}
