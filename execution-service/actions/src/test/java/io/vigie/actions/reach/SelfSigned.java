package io.vigie.actions.reach;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

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

    /** The certificate as a step is told to trust it. */
    public String pem() throws IOException, GeneralSecurityException {
        byte[] certificate = KeyStore.getInstance(store, PASSWORD.toCharArray())
                .getCertificate("server")
                .getEncoded();
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n";
    }
}
