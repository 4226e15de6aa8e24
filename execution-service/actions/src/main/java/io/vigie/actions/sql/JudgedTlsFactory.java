package io.vigie.actions.sql;

import io.vigie.actions.reach.Trust;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.ssl.WrappedFactory;

/** Makes the PostgreSQL driver's TLS sockets believe what the step believes; found like the address of {@link JudgedSocketFactory}. */
public final class JudgedTlsFactory extends WrappedFactory {

    private static final ThreadLocal<@Nullable Trust> NEXT = new ThreadLocal<>();

    /** For the driver alone. */
    public JudgedTlsFactory() {
        this.factory = Objects.requireNonNull(NEXT.get(), "Expected to know whom to trust, but nobody said it.")
                .context()
                .getSocketFactory();
    }

    static <T, E extends Exception> T trusting(Trust trust, JudgedSocketFactory.Connecting<T, E> connecting) throws E {
        NEXT.set(trust);
        try {
            return connecting.connect();
        } finally {
            NEXT.remove();
        }
    }
}
