package io.vigie.actions.reach;

import static io.vigie.action.ParameterDescription.optional;

import io.vigie.action.ActionContext;
import io.vigie.action.Localized;
import io.vigie.action.LogLevel;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which server certificates a step believes: those of the authorities that the JDK knows; or one that the step names; or any, when
 * the step says so.
 *
 * @param context makes the sockets
 * @param isVerified whether certificate and host name are verified; when not, whoever sits on the way can read and change everything
 */
public record Trust(SSLContext context, boolean isVerified) {

    private static final String ANY = "accept_any_certificate";
    private static final String ONE = "trusted_certificate";

    /** The parameter for a certificate that no known authority signed. */
    public static ParameterDescription trustedCertificate() {
        return optional(ONE, ValueKind.TEXTAREA, Localized.of("Certificat de confiance", "Trusted certificate"))
                .withHelp(
                        "Format PEM : le certificat du serveur ou de son autorité, s'il n'est pas signé par une autorité connue.",
                        "PEM: the certificate of the server or of its authority, when no known authority signed it.");
    }

    /** The parameter that gives up verification. */
    public static ParameterDescription acceptAnyCertificate() {
        return optional(ANY, ValueKind.CHECKBOX, Localized.of("Accepter tout certificat", "Accept any certificate"))
                .withDefault(false)
                .withHelp(
                        "Dangereux : n'importe qui sur le chemin peut tout lire et tout changer.",
                        "Dangerous: whoever sits on the way can read and change everything.");
    }

    /** What the step says; a warning in its log when it gives up verification. */
    public static Trust read(Parameters parameters, ActionContext context) {
        return read(parameters, context, parameters.flag(ANY), null);
    }

    /**
     * The same for an action that asks in its own words whether any certificate is accepted.
     *
     * @param own what the step shows of itself to a server that asks; {@code null} for nothing
     */
    public static Trust read(
            Parameters parameters, ActionContext context, boolean acceptsAny, KeyManager @Nullable [] own) {
        try {
            SSLContext tls = SSLContext.getInstance("TLS");
            if (acceptsAny) {
                context.log(LogLevel.WARN, "The server's certificate is not verified, since the step accepts any.");
                tls.init(own, new TrustManager[] {new Anybody()}, null);
                return new Trust(tls, false);
            }
            tls.init(own, managers(parameters), null);
            return new Trust(tls, true);
        } catch (GeneralSecurityException | IOException impossible) {
            throw new IllegalStateException("Expected the JDK to speak TLS, but it does not.", impossible);
        }
    }

    private static TrustManager @Nullable [] managers(Parameters parameters)
            throws GeneralSecurityException, IOException {
        if (!parameters.has(ONE)) {
            return null;
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates(parameters)) {
            store.setCertificateEntry("trusted-" + number++, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static Collection<? extends Certificate> certificates(Parameters parameters) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        try {
            Collection<? extends Certificate> read = factory.generateCertificates(
                    new ByteArrayInputStream(parameters.text(ONE).getBytes(StandardCharsets.US_ASCII)));
            if (!read.isEmpty()) {
                return read;
            }
        } catch (CertificateException notOne) {
            // Refused below, like a text without a certificate.
        }
        throw parameters.refuse(ONE, "one or several certificates in PEM form");
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
