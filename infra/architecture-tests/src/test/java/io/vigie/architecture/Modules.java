package io.vigie.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.LocationProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Where the compiled classes of every module lie. */
public final class Modules implements LocationProvider {

    private static final Path ROOT = Path.of("..", "..").normalize();

    private static final List<String> FOLDERS = List.of(
            "contracts",
            "campaign-service",
            "execution-service/action-api",
            "execution-service/actions",
            "execution-service/app",
            "report-service",
            "notification-gateway",
            "infra/launcher",
            "infra/slots",
            "infra/verifier",
            "infra/service-support");

    @Override
    public Set<Location> get(Class<?> testClass) {
        return FOLDERS.stream().map(Modules::classes).map(Location::of).collect(Collectors.toSet());
    }

    static JavaClasses all() {
        return new ClassFileImporter()
                .importPaths(FOLDERS.stream().map(Modules::classes).toList());
    }

    private static Path classes(String folder) {
        Path classes = ROOT.resolve(folder).resolve("target/classes");
        if (!Files.isDirectory(classes)) {
            throw new IllegalStateException(
                    "Expected to read the classes of \"%s\", but there are none: run ./mvnw verify.".formatted(folder));
        }
        return classes;
    }
}
