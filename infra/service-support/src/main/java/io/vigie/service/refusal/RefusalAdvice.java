package io.vigie.service.refusal;

import io.vigie.service.Languages;
import io.vigie.service.RequestId;
import io.vigie.service.Text;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.util.DisconnectedClientHelper;

/** The one place where an exception becomes an answer. What is not foreseen is logged with its stack and shown by its correlation id only. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class RefusalAdvice {

    private static final Logger log = LoggerFactory.getLogger(RefusalAdvice.class);

    @ExceptionHandler
    @Nullable
    ResponseEntity<Problem> answer(Exception problem, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        if (problem instanceof AccessDeniedException || problem instanceof AuthenticationException) {
            throw problem; // the security filters answer these: they know whether anybody is signed in
        }
        if (DisconnectedClientHelper.isClientDisconnectedException(problem)) {
            return null; // nobody is there to read an answer
        }
        if (response.isCommitted()) {
            throw problem; // part of an answer is gone: the container cuts the connection, so that nobody takes it for
            // a whole one
        }
        var refusal = refusal(problem, request);
        var locale = Languages.of(request);
        var headers = new HttpHeaders();
        if (problem instanceof ErrorResponse known) {
            headers.putAll(known.getHeaders());
        }
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.setContentLanguage(locale);
        return ResponseEntity.status(refusal.status())
                .headers(headers)
                .body(Problem.of(refusal, locale, request.getRequestURI()));
    }

    private static Refusal refusal(Exception problem, HttpServletRequest request) {
        return switch (problem) {
            case Refusal refusal -> refusal;
            case HttpMessageNotReadableException unreadable -> UnreadableBody.refusal(unreadable.getCause());
            case MissingServletRequestParameterException missing -> Required.missing(missing.getParameterName());
            case MissingRequestHeaderException missing -> Required.missing(missing.getHeaderName());
            case MethodArgumentTypeMismatchException mismatch ->
                mismatch(mismatch.getName(), mismatch.getRequiredType(), mismatch.getValue());
            case TypeMismatchException mismatch ->
                mismatch(
                        Objects.requireNonNullElse(mismatch.getPropertyName(), Fault.BODY),
                        mismatch.getRequiredType(),
                        mismatch.getValue());
            case HttpRequestMethodNotSupportedException method -> method(method);
            case HttpMediaTypeNotSupportedException media -> media(media);
            case ErrorResponse known
            when known.getStatusCode().value() < 500 ->
                Refusal.of(
                        known.getStatusCode().value(),
                        StatusTexts.of(known.getStatusCode().value()));
            default -> nested(problem, request);
        };
    }

    private static Refusal nested(Exception problem, HttpServletRequest request) {
        var depth = 0;
        for (var cause = problem.getCause(); cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof Refusal refusal) {
                return refusal;
            }
        }
        var id = RequestId.of(request);
        log.atError()
                .setCause(problem)
                .addKeyValue("correlation_id", id)
                .log(
                        "Expected to answer {} {}, but it failed. Correlation id {}.",
                        request.getMethod(),
                        request.getRequestURI(),
                        id);
        return Refusal.of(
                        500,
                        Text.of("Erreur interne du serveur (référence %s)", "Internal server error (reference %s)")
                                .with(id))
                .named("internal");
    }

    private static Refusal mismatch(String name, @Nullable Class<?> type, @Nullable Object value) {
        var expected = Expectation.of(type);
        var found = Fault.shown(Objects.requireNonNullElse(value, ""));
        return Refusal.badRequest(Text.of("%s : attendu %s, reçu %s", "Expected \"%s\" to be %s, but found %s.")
                        .with(name, expected, found))
                .at(name, expected, found)
                .named("wrong-type");
    }

    private static Refusal method(HttpRequestMethodNotSupportedException problem) {
        var supported = problem.getSupportedMethods();
        var methods = supported == null ? "" : String.join(", ", supported);
        return Refusal.of(
                        405,
                        Text.of("Méthode %s non autorisée ; possible : %s", "Method %s is not allowed; possible: %s")
                                .with(problem.getMethod(), methods))
                .at("method", Text.same(methods), Text.same(problem.getMethod()))
                .named("method-not-allowed");
    }

    private static Refusal media(HttpMediaTypeNotSupportedException problem) {
        var type = problem.getContentType();
        var found = type == null ? Text.of("aucun", "none") : Fault.shown(type);
        return Refusal.of(
                        415,
                        Text.of(
                                        "Type de contenu non pris en charge : %s ; attendu application/json",
                                        "Content type not supported: %s; expected application/json")
                                .with(found))
                .at("Content-Type", Text.same("application/json"), found)
                .named("unsupported-content-type");
    }
}
