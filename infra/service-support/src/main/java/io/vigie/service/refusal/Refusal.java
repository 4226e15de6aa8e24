package io.vigie.service.refusal;

import io.vigie.service.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request that is not granted. Thrown anywhere on a request's thread, it becomes the answer: {@code application/problem+json} with the status,
 * the message in the reader's language, and the faults. Nothing else of the program is shown. Nothing may have been changed when it is thrown.
 *
 * <p>Immutable; carries no stack, since it describes the request and not the program.
 */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Text text;
    private final transient List<Fault> faults;
    private final @Nullable String kind;

    private Refusal(int status, Text text, List<Fault> faults, @Nullable String kind) {
        super(text.en(), null, false, false);
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException(
                    "Expected to refuse with a status of 400 to 599, but it is " + status + ".");
        }
        this.status = status;
        this.text = Objects.requireNonNull(text);
        this.faults = List.copyOf(faults);
        this.kind = kind;
    }

    /**
     * @param status the HTTP status, 400 to 599
     */
    public static Refusal of(int status, Text text) {
        return new Refusal(status, text, List.of(), null);
    }

    /** 400: the request itself is wrong. */
    public static Refusal badRequest(Text text) {
        return of(400, text);
    }

    /** 400 in French and English. */
    public static Refusal badRequest(String fr, String en) {
        return badRequest(Text.of(fr, en));
    }

    /** 401: nobody known is asking. */
    public static Refusal unauthorized(Text text) {
        return of(401, text);
    }

    /** 403: this user may not. */
    public static Refusal forbidden(Text text) {
        return of(403, text);
    }

    /** 404: there is no such thing. */
    public static Refusal notFound(Text text) {
        return of(404, text);
    }

    /** 404 in French and English. */
    public static Refusal notFound(String fr, String en) {
        return notFound(Text.of(fr, en));
    }

    /** 409: right in itself, but not in the present state. */
    public static Refusal conflict(Text text) {
        return of(409, text);
    }

    /** 503: something that this service needs does not answer; the same request may succeed later. */
    public static Refusal unavailable(Text text) {
        return of(503, text);
    }

    /** The same refusal with one more place that is wrong. */
    public Refusal at(String path, Text expected, Text found) {
        return at(new Fault(path, expected, found));
    }

    /** The same refusal with one more place that is wrong. */
    public Refusal at(Fault fault) {
        var more = new ArrayList<>(faults);
        more.add(fault);
        return new Refusal(status, text, more, kind);
    }

    /** The same refusal with all these places. */
    public Refusal at(List<Fault> places) {
        var more = new ArrayList<>(faults);
        more.addAll(places);
        return new Refusal(status, text, more, kind);
    }

    /**
     * The same refusal with a stable name that programs can compare, instead of a sentence: it becomes the problem's {@code type}.
     *
     * @param name in kebab case, such as {@code report-name-taken}
     */
    public Refusal named(String name) {
        return new Refusal(status, text, faults, name);
    }

    public int status() {
        return status;
    }

    public Text text() {
        return text;
    }

    public List<Fault> faults() {
        return faults;
    }

    public @Nullable String kind() {
        return kind;
    }
}
