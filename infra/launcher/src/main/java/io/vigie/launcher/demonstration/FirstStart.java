package io.vigie.launcher.demonstration;

import io.vigie.launcher.VigieSystem;
import io.vigie.launcher.api.Administrator;
import io.vigie.launcher.api.PublicApi;
import io.vigie.launcher.api.PublicApi.Refused;
import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.installation.InstallationRecord;
import io.vigie.launcher.installation.InstallationRecords;
import io.vigie.launcher.installation.Secrets;
import io.vigie.launcher.supervision.Announcer;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What is done once in the life of an installation, when everything serves: sees that the administrator can log in, brings the demonstration. */
public final class FirstStart {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final InstallationRecords records;
    private final Secrets secrets;
    private final String address;
    private final Announcer announcer;

    /** @param address where people find the installation */
    public FirstStart(Installation installation, String address, Announcer announcer) {
        this.records = new InstallationRecords(installation);
        this.secrets = new Secrets(installation);
        this.address = address;
        this.announcer = announcer;
    }

    /** Does what is still to be done. A failure is told and does not keep the system from being used. */
    public void complete() throws InterruptedException {
        InstallationRecord record = records.find().orElseThrow();
        Optional<String> password = secrets.find(VigieSystem.ADMINISTRATOR_PASSWORD);
        if ((record.administratorCreated() && record.demonstrationLoaded()) || password.isEmpty()) {
            return;
        }
        try (PublicApi api = new PublicApi(address)) {
            logIn(api, password.get());
            records.change(InstallationRecord::withAdministratorCreated);
            if (!record.demonstrationLoaded()) {
                new Demonstration(api).load(address, Administrator.email(), password.get());
                records.change(InstallationRecord::withDemonstrationLoaded);
                announcer.say("the demonstration is loaded");
            }
        } catch (IOException failed) {
            announcer.say("the demonstration could not be loaded: " + failed.getMessage());
        }
    }

    /** The gateway may be healthy a moment before it reaches everyone behind it. */
    private void logIn(PublicApi api, String password) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                api.logIn(Administrator.email(), password);
                return;
            } catch (Refused refused) {
                if (refused.status() < 500 || System.nanoTime() > deadline) {
                    throw refused;
                }
                TimeUnit.MILLISECONDS.sleep(300);
            }
        }
    }
}
