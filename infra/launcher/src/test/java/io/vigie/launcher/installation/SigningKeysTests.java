package io.vigie.launcher.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTests {

    @TempDir
    Path folder;

    Installation installation;
    SigningKeys keys;

    @BeforeEach
    void aFreshInstallation() {
        installation = new Installation(folder.resolve("data"));
        installation.prepare();
        keys = new SigningKeys(installation);
    }

    @Test
    void makesAKeyThatOnlyItsOwnerReadsAndAnAnchorThatAnybodyMay() throws Exception {
        Path file = keys.prepared();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).containsOnlyOnce("BEGIN PRIVATE KEY").containsOnlyOnce("BEGIN PUBLIC KEY");
        assertThat(Files.readString(keys.anchor())).doesNotContain("PRIVATE").startsWith("-----BEGIN PUBLIC KEY");
    }

    @Test
    void keepsItsKeyAndItsAnchor() throws Exception {
        String key = Files.readString(keys.prepared());
        String anchor = Files.readString(keys.anchor());
        keys.add();

        assertThat(Files.readString(keys.prepared())).startsWith(key.strip());
        assertThat(keys.anchor()).hasContent(anchor);
    }

    @Test
    void addsAKeyAfterTheOneBeforeAndForgetsThatOneLater() throws Exception {
        String first = Files.readString(keys.prepared()).strip();
        String fingerprint = keys.add();

        assertThat(Files.readString(keys.prepared())).startsWith(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.prepared())))
                .isEqualTo("rw-------");

        keys.forgetThoseBefore("0".repeat(64));
        assertThat(Files.readString(keys.prepared())).contains(first);

        keys.forgetThoseBefore(fingerprint);
        assertThat(Files.readString(keys.prepared())).doesNotContain(first).containsOnlyOnce("BEGIN PRIVATE KEY");
    }
}
