package io.vigie.launcher.services;

import io.vigie.launcher.installation.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * The jars of the services, each unpacked once in the life of a system: all processes of a service run the same code, those that are started
 * again too, whatever is built meanwhile. Thread-safe.
 */
public final class UnpackedJars {

    private final Installation installation;
    private final Path checkout;
    private final Map<Service, UnpackedJar> unpacked = new EnumMap<>(Service.class);

    /** @param checkout where the jars were built */
    public UnpackedJars(Installation installation, Path checkout) {
        this.installation = installation;
        this.checkout = checkout;
    }

    synchronized UnpackedJar of(Service service) throws IOException {
        UnpackedJar known = unpacked.get(service);
        if (known == null) {
            known = UnpackedJar.of(
                    service.jar(checkout), installation.programs().resolve(service.title()));
            unpacked.put(service, known);
        }
        return known;
    }
}
