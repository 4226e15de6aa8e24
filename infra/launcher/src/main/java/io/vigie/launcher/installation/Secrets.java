package io.vigie.launcher.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Secrets of one installation, each in a file that only its owner reads. They reach programs by such a file or by their environment, never by a
 * command line or a log.
 */
public final class Secrets {

    /** No letter here is mistaken for another when it is read from a screen. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int PASSWORD_LENGTH = 20;

    private final SecureRandom random = new SecureRandom();
    private final Path folder;

    public Secrets(Installation installation) {
        this.folder = installation.secrets();
    }

    /** The secret, made up at its first use. */
    public String password(String name) {
        return readOrCreate(name, this::newPassword);
    }

    /** A key of 32 bytes in base64, made up at its first use. */
    public String key(String name) {
        return readOrCreate(name, () -> {
            byte[] key = new byte[32];
            random.nextBytes(key);
            return Base64.getEncoder().encodeToString(key);
        });
    }

    /** A new password, kept nowhere. */
    public String newPassword() {
        return random.ints(PASSWORD_LENGTH, 0, LETTERS.length())
                .collect(StringBuilder::new, (text, at) -> text.append(LETTERS.charAt(at)), StringBuilder::append)
                .toString();
    }

    /** Where a secret lies, for a program that reads it from there. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    public Optional<String> find(String name) {
        try {
            return Files.exists(file(name))
                    ? Optional.of(Files.readString(file(name)).strip())
                    : Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Puts a secret in its place, readable by its owner only from its first byte on. */
    public void put(String name, String secret) {
        try {
            Path beside = folder.resolve(name + ".new");
            Files.deleteIfExists(beside);
            if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                Files.createFile(
                        beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(beside);
            }
            Files.writeString(beside, secret, StandardOpenOption.WRITE);
            Files.move(beside, file(name), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public void forget(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String readOrCreate(String name, Supplier<String> create) {
        Optional<String> known = find(name);
        if (known.isPresent()) {
            return known.get();
        }
        String secret = create.get();
        put(name, secret);
        return secret;
    }
}
