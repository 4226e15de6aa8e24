package io.vigie.launcher.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.launcher.installation.Installation.Unusable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTests {

    @TempDir
    Path folder;

    Installation installation;

    @BeforeEach
    void aFreshDirectory() {
        installation = new Installation(folder.resolve("data"));
    }

    @Test
    void preparesAnEmptyDirectory() {
        installation.prepare();

        assertThat(installation.logs()).isDirectory();
        assertThat(installation.secrets()).isDirectory();
    }

    @Test
    void keepsSecretsFromOthers() throws Exception {
        installation.prepare();
        Secrets secrets = new Secrets(installation);
        secrets.password("one");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(installation.secrets())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets.file("one"))))
                .isEqualTo("rw-------");
    }

    @Test
    void remembersItsWorkersAndKnowsOlderRecords() throws Exception {
        installation.prepare();
        InstallationRecords records = new InstallationRecords(installation);
        records.change(record -> record.withWorkers(3), "cluster");

        assertThat(records.find().orElseThrow().workerProcesses()).isEqualTo(3);

        String text = Files.readString(installation.recordFile());
        String older = text.replaceAll("(?s)\\s*,\\s*\"workers\"\\s*:\\s*3", "");
        assertThat(older).isNotEqualTo(text);
        Files.writeString(installation.recordFile(), older);
        assertThat(records.find().orElseThrow().workerProcesses()).isEqualTo(1);
    }

    @Test
    void makesUpASecretOnce() {
        installation.prepare();

        assertThat(new Secrets(installation).key("k"))
                .hasSize(44)
                .isEqualTo(new Secrets(installation).key("k"))
                .isNotEqualTo(new Secrets(installation).key("other"));
    }

    @Test
    void refusesADirectoryWithOtherFiles() throws Exception {
        Files.createDirectories(installation.directory());
        Files.writeString(installation.directory().resolve("thesis.tex"), "years of work");

        assertThatThrownBy(installation::prepare)
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("already holds other files");
    }

    @Test
    void goesOnWhereAFirstStartWasCutShort() {
        installation.prepare();

        installation.prepare();

        assertThat(installation.isOurs()).isFalse();
    }

    @Test
    void refusesAFile() throws Exception {
        Files.writeString(installation.directory(), "");

        assertThatThrownBy(installation::prepare).isInstanceOf(Unusable.class).hasMessageContaining("that is a file");
    }

    @Test
    void deletesNothingThatIsNotAnInstallation() throws Exception {
        Files.createDirectories(installation.directory());
        Path other = Files.writeString(installation.directory().resolve("thesis.tex"), "years of work");

        assertThatThrownBy(installation::delete).isInstanceOf(Unusable.class);
        assertThat(other).exists();
    }

    @Test
    void deletesAnInstallation() {
        installation.prepare();
        new InstallationRecords(installation).change(record -> record, "cluster");

        installation.delete();

        assertThat(installation.directory()).doesNotExist();
    }

    @Test
    void remembersBetweenStarts() {
        installation.prepare();
        new InstallationRecords(installation).change(record -> record.withPublicPort(9000), "cluster");

        new InstallationRecords(installation).change(InstallationRecord::withDemonstrationLoaded);

        InstallationRecord record = new InstallationRecords(installation).find().orElseThrow();
        assertThat(record.publicPort()).isEqualTo(9000);
        assertThat(record.clusterId()).isEqualTo("cluster");
        assertThat(record.demonstrationLoaded()).isTrue();
        assertThat(record.administratorCreated()).isFalse();
    }

    @Test
    void saysThatItsRecordIsDamaged() throws Exception {
        installation.prepare();
        Files.writeString(installation.recordFile(), "{\"prod");

        assertThatThrownBy(() -> new InstallationRecords(installation).find())
                .isInstanceOf(Unusable.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void isRunByOneAtATime() {
        installation.prepare();
        InstallationLock lock = InstallationLock.take(installation).orElseThrow();

        assertThat(InstallationLock.isHeld(installation)).isTrue();
        lock.close();
        assertThat(InstallationLock.isHeld(installation)).isFalse();
    }
}
