package io.vigie.actions.reach;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key with a certificate for {@code localhost} that nobody has signed.
 *
 * @param store of type PKCS12, its password {@link #PASSWORD}
 */
public record SelfSigned(File store) {

    public static final String PASSWORD = "changeit";

    public static SelfSigned in(Path directory) throws IOException, InterruptedException {
        Path store = Files.createTempDirectory(directory, "keys").resolve("store.p12");
        int code = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "server",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .start()
                .waitFor();
        if (code != 0) {
            throw new IllegalStateException("Expected keytool to make a key, but it ended with " + code + ".");
        }
        return new SelfSigned(store.toFile());
    }

    /** The private key as a step is given it: PKCS #8. */
    public String keyPem() throws IOException, GeneralSecurityException {
        return pem(
                "PRIVATE KEY",
                KeyStore.getInstance(store, PASSWORD.toCharArray())
                        .getKey("server", PASSWORD.toCharArray())
                        .getEncoded());
    }

    /** What a server needs to show the certificate, and to ask a client for the same one. */
    public SSLContext tls() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(store, PASSWORD.toCharArray());
        KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        shown.init(keys, PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("own", keys.getCertificate("server"));
        TrustManagerFactory believed = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        believed.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(shown.getKeyManagers(), believed.getTrustManagers(), null);
        return tls;
    }

    /** The certificate as a step is told to trust it. */
    public String pem() throws IOException, GeneralSecurityException {
        return pem(
                "CERTIFICATE",
                KeyStore.getInstance(store, PASSWORD.toCharArray())
                        .getCertificate("server")
                        .getEncoded());
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(content)
                + "\n-----END " + kind + "-----\n";
    }
}
