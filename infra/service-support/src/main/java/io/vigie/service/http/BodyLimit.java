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
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses a body over the limit: at once when its length is announced, else at the first byte too many, so that no more is ever held. */
final class BodyLimit extends OncePerRequestFilter {

    private final long limit;
    private final Refusals refusals;

    BodyLimit(DataSize limit, Refusals refusals) {
        this.limit = limit.toBytes();
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var announced = request.getContentLengthLong();
        if (announced > limit) {
            refusals.write(tooLarge(Long.toString(announced)), request, response);
            return;
        }
        try {
            chain.doFilter(new Counted(request), response);
        } catch (Refusal refusal) {
            refusals.write(refusal, request, response);
        }
    }

    private Refusal tooLarge(String found) {
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

    private final class Counted extends HttpServletRequestWrapper {

        private @Nullable ServletInputStream stream;

        Counted(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            var open = stream;
            if (open == null) {
                open = new CountedStream(super.getInputStream());
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

    private final class CountedStream extends ServletInputStream {

        private final ServletInputStream body;
        private long read;

        CountedStream(ServletInputStream body) {
            this.body = body;
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
                throw tooLarge("≥ " + read);
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
