package io.vigie.service.refusal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/** The body of every error: the message that clients of the first API read, and the members of RFC 9457. */
@JsonPropertyOrder({"message", "type", "title", "status", "detail", "instance", "errors"})
record Problem(
        String message,
        String type,
        String title,
        int status,
        String detail,
        String instance,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Place> errors) {

    record Place(String path, String expected, String found) {}

    /**
     * @param instance the path of the request
     */
    static Problem of(Refusal refusal, Locale locale, String instance) {
        var message = refusal.text().in(locale);
        var known = HttpStatus.resolve(refusal.status());
        var kind = refusal.kind();
        return new Problem(
                message,
                kind == null ? "about:blank" : "urn:vigie:problem:" + kind,
                known == null ? "Error" : known.getReasonPhrase(),
                refusal.status(),
                message,
                instance,
                refusal.faults().stream()
                        .map(fault -> new Place(
                                fault.path(),
                                fault.expected().in(locale),
                                fault.found().in(locale)))
                        .toList());
    }
}
