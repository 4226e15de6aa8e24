package io.vigie.service.http;

import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import io.vigie.service.refusal.Refusals;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** Refuses a body over the limit: at once when its length is announced, else at the first byte too many, so that no more is ever held. */
final class BodyLimit extends OncePerRequestFilter {

    private record Larger(PathPattern path, long limit) {}

    private final long usual;
    private final List<Larger> largerBodies;
    private final Refusals refusals;

    BodyLimit(HttpLimits limits, Refusals refusals) {
        this.usual = limits.maxBody().toBytes();
        this.largerBodies = limits.largerBodies().stream()
                .map(larger -> new Larger(
                        PathPatternParser.defaultInstance.parse(larger.path()),
                        larger.max().toBytes()))
                .toList();
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var limit = limitOf(request);
        var announced = request.getContentLengthLong();
        if (announced > limit) {
            refusals.write(tooLarge(limit, Long.toString(announced)), request, response);
            return;
        }
        try {
            chain.doFilter(new Counted(request, limit), response);
        } catch (Refusal refusal) {
            refusals.write(refusal, request, response);
        }
    }

    private long limitOf(HttpServletRequest request) {
        if (largerBodies.isEmpty()) {
            return usual;
        }
        var path = PathContainer.parsePath(request.getRequestURI());
        return largerBodies.stream()
                .filter(larger -> larger.path().matches(path))
                .findFirst()
                .map(Larger::limit)
                .orElse(usual);
    }

    private static Refusal tooLarge(long limit, String found) {
        return Refusal.badRequest(Text.of(
                                "Corps de requête trop volumineux : %d octets au plus",
                                "Request body too large: at most %d bytes")
                        .with(limit))
                .at(
                        Fault.BODY,
                        Text.of("%d octets au plus", "at most %d bytes").with(limit),
                        Text.of("%s octets", "%s bytes").with(found))
                .named("body-too-large");
    }

    private static final class Counted extends HttpServletRequestWrapper {

        private final long limit;
        private @Nullable ServletInputStream stream;

        Counted(HttpServletRequest request, long limit) {
            super(request);
            this.limit = limit;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            var open = stream;
            if (open == null) {
                open = new CountedStream(super.getInputStream(), limit);
                stream = open;
            }
            return open;
        }

        @Override
        public BufferedReader getReader() throws IOException {
            var encoding = getCharacterEncoding();
            return new BufferedReader(new InputStreamReader(
                    getInputStream(), encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding)));
        }
    }

    private static final class CountedStream extends ServletInputStream {

        private final ServletInputStream body;
        private final long limit;
        private long read;

        CountedStream(ServletInputStream body, long limit) {
            this.body = body;
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            var one = body.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            var some = body.read(into, from, length);
            count(Math.max(0, some));
            return some;
        }

        private void count(int more) {
            read += more;
            if (read > limit) {
                throw tooLarge(limit, "≥ " + read);
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
