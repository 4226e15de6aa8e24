package io.vigie.service.http;

import io.vigie.service.RequestId;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * One line a request: method, path, status, time, who, and the request's id. No header, no query, no body: secrets travel there. The id is also in
 * the logging context ({@code request_id}) of everything that the request's thread logs.
 */
public final class RequestLog extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger("io.vigie.request");
    private static final String USER = RequestLog.class.getName() + ".user";
    private static final String CONTEXT = "request_id";

    RequestLog() {}

    /** Says who is asking, for the line of this request. */
    public static void user(HttpServletRequest request, String id) {
        request.setAttribute(USER, id);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var began = System.nanoTime();
        var id = RequestId.of(request);
        response.setHeader(RequestId.HEADER, id);
        try (var context = MDC.putCloseable(CONTEXT, id)) {
            var failed = true;
            try {
                chain.doFilter(request, response);
                failed = false;
            } finally {
                write(request, failed ? 500 : response.getStatus(), System.nanoTime() - began, id);
            }
        }
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return true;
    }

    private static void write(HttpServletRequest request, int status, long nanos, String id) {
        if (request.getDispatcherType() != DispatcherType.REQUEST) {
            return;
        }
        var user = request.getAttribute(USER) instanceof String known ? known : "-";
        var millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        log.atLevel(level(request, status))
                .addKeyValue("method", request.getMethod())
                .addKeyValue("path", request.getRequestURI())
                .addKeyValue("status", status)
                .addKeyValue("duration_ms", millis)
                .addKeyValue("user", user)
                .addKeyValue(CONTEXT, id)
                .log(
                        "{} {} {} {} ms user={} id={}",
                        request.getMethod(),
                        request.getRequestURI(),
                        status,
                        millis,
                        user,
                        id);
    }

    private static Level level(HttpServletRequest request, int status) {
        if (status >= 500 && !request.getRequestURI().equals("/health")) {
            return Level.WARN;
        }
        return request.getRequestURI().equals("/health") ? Level.DEBUG : Level.INFO;
    }
}
