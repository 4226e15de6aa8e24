package io.vigie.actions.http;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.Parameters;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** The certificate that a step shows to a server that asks who is calling, with its private key: PEM, PKCS #8. */
final class ClientCertificate {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private ClientCertificate() {}

    /** @throws ActionBrokenException when one is given without the other, or is none; never shows the key */
    static KeyManager @Nullable [] read(Parameters parameters) {
        if (!parameters.has("client_certificate") && !parameters.has("client_key")) {
            return null;
        }
        String key = parameters.text("client_key");
        String certificate = parameters.text("client_certificate");
        char[] password = new char[0];
        try {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(certificate.getBytes(StandardCharsets.US_ASCII)))
                    .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw parameters.refuse("client_certificate", "one or several certificates in PEM form");
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry("client", privateKey(parameters, key), password, chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException wrong) {
            throw parameters.refuse("client_certificate", "certificates in PEM form that belong to \"client_key\"");
        }
    }

    private static PrivateKey privateKey(Parameters parameters, String pem) throws GeneralSecurityException {
        Matcher matcher = KEY.matcher(pem);
        if (matcher.find()) {
            PKCS8EncodedKeySpec encoded =
                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
            for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
                } catch (InvalidKeySpecException another) {
                    // Nothing in the text says which algorithm it is for.
                }
            }
        }
        throw parameters.refuse("client_key", "a private key in PEM form (PKCS #8, not encrypted)");
    }
}
