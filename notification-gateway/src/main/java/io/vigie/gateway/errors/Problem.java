package io.vigie.gateway.errors;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * A refusal as a client reads it: a status, and one sentence in each language of the product.
 *
 * @param errors the places that are wrong, each with {@code path}, {@code expected} and {@code found}; may be empty
 * @param headers response headers that belong to the refusal, such as {@code Retry-After}
 */
public record Problem(
        HttpStatus status,
        String french,
        String english,
        List<Map<String, String>> errors,
        Map<String, String> headers) {

    private static final int LONGEST_SHOWN = 80;

    public static Problem of(HttpStatus status, String french, String english) {
        return new Problem(status, french, english, List.of(), Map.of());
    }

    /** The same refusal, which names a place that is wrong. What was found is shown by its first 80 characters. */
    public Problem at(String path, String expected, String found) {
        Map<String, String> place = Map.of("path", path, "expected", expected, "found", shortened(found));
        return new Problem(status, french, english, List.of(place), headers);
    }

    /** As much of a client's text as an answer repeats: who sends much does not get as much back. */
    public static String shortened(String text) {
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
    }

    public Problem withHeader(String name, String value) {
        return new Problem(status, french, english, errors, Map.of(name, value));
    }

    public Refusal asRefusal() {
        return new Refusal(this);
    }

    /** The sentence in the language that the request asks for: French unless English is preferred. */
    public String message(ServerHttpRequest request) {
        return message(languageOf(request));
    }

    public String message(Locale language) {
        return language.getLanguage().equals("en") ? english : french;
    }

    /** French, unless {@code Accept-Language} prefers English to it. */
    public static Locale languageOf(ServerHttpRequest request) {
        return languageOf(request.getHeaders());
    }

    /** The same, for whoever has nothing but headers. */
    public static Locale languageOf(HttpHeaders headers) {
        try {
            for (Locale.LanguageRange range : headers.getAcceptLanguage()) {
                String language = Locale.forLanguageTag(range.getRange()).getLanguage();
                if (language.equals("en") || language.equals("fr")) {
                    return Locale.forLanguageTag(language);
                }
            }
        } catch (IllegalArgumentException malformed) {
            return Locale.FRENCH;
        }
        return Locale.FRENCH;
    }
}
