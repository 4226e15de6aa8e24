package io.vigie.campaign.identity;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Hashes and checks passwords with Argon2id: 19 MiB, two passes, one lane. At most two at a time, so that a crowd at the door cannot take the
 * heap. Thread-safe.
 */
@Component
class Passwords {

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LANES = 1;
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;

    private final Argon2PasswordEncoder argon2 =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, LANES, MEMORY_KIB, PASSES);
    private final Semaphore atATime = new Semaphore(2);
    private volatile @Nullable String nobodys;

    String hash(String password) {
        atATime.acquireUninterruptibly();
        try {
            return java.util.Objects.requireNonNull(argon2.encode(password));
        } finally {
            atATime.release();
        }
    }

    /** Takes the same time when there is no such user: the absent hash is replaced by one that nothing matches. */
    boolean matches(String password, @Nullable String hash) {
        String compared = hash == null ? nobodysHash() : hash;
        atATime.acquireUninterruptibly();
        try {
            return argon2.matches(password, compared) && hash != null;
        } finally {
            atATime.release();
        }
    }

    private String nobodysHash() {
        String known = nobodys;
        if (known == null) {
            known = hash("nobody");
            nobodys = known;
        }
        return known;
    }
}
