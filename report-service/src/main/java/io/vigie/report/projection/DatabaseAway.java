package io.vigie.report.projection;

import io.vigie.service.Text;
import io.vigie.service.refusal.Refusal;
import io.vigie.service.refusal.Refusals;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** A database that does not answer is no fault of the request: 503, and when to try again. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class DatabaseAway {

    private static final Logger log = LoggerFactory.getLogger(DatabaseAway.class);
    private static final Text AWAY = Text.of(
            "Les rapports sont momentanément indisponibles. Veuillez réessayer.",
            "Reports are temporarily unavailable. Please try again.");

    private final Refusals refusals;

    DatabaseAway(Refusals refusals) {
        this.refusals = refusals;
    }

    @ExceptionHandler({
        CannotCreateTransactionException.class,
        TransientDataAccessException.class,
        NonTransientDataAccessResourceException.class
    })
    void answer(Exception away, HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (response.isCommitted()) {
            throw away; // part of an answer is gone: the container cuts the connection
        }
        log.warn("Expected to read from the database, but it does not answer: {}", String.valueOf(away.getMessage()));
        response.setHeader(HttpHeaders.RETRY_AFTER, "1");
        refusals.write(Refusal.unavailable(AWAY).named("database-unavailable"), request, response);
    }
}
