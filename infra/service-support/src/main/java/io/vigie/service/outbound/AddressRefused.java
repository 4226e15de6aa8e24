package io.vigie.service.outbound;

import io.vigie.service.Text;
import java.net.UnknownHostException;

/**
 * An address that nobody may have this service connect to. It is an {@link UnknownHostException}, so that an HTTP client's name resolution can refuse
 * with it.
 */
public final class AddressRefused extends UnknownHostException {

    private static final long serialVersionUID = 1L;

    private final transient Text expected;

    AddressRefused(Text expected) {
        super("Expected " + expected.en() + ".");
        this.expected = expected;
    }

    /** What the address would have to be. */
    public Text expected() {
        return expected;
    }
}
