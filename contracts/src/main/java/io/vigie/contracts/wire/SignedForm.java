package io.vigie.contracts.wire;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.audit.AuditMessage;
import java.util.HexFormat;

/**
 * What a record of the signer's ledger is signed and hashed by: its CloudEvents 1.0 JSON form with all attributes, without the member
 * {@code signature} of its data, in canonical JSON (RFC 8785), as UTF-8. Pure and thread-safe.
 */
public final class SignedForm {

    private SignedForm() {}

    /** The bytes that the signature covers. */
    public static byte[] of(Envelope<? extends AuditMessage> envelope) {
        return CanonicalJson.writeUnsigned(envelope);
    }

    /** What the next record of the ledger names as the one before it: SHA-256 over the signed bytes, lower-case hexadecimal. */
    public static String hash(Envelope<? extends AuditMessage> envelope) {
        return HexFormat.of().formatHex(HashChain.sha256().digest(of(envelope)));
    }
}
