package io.vigie.launcher.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceEnvironmentTests {

    private static final Path FILES = Path.of("/data/files");
    private static final Map<String, Integer> PORTS = Map.of(
            "postgres",
            5432,
            "kafka",
            9092,
            "kafka-controller",
            9093,
            "campaign-service",
            8081,
            "notification-gateway",
            8080);

    private static ServiceEnvironment with(Map<String, String> operators) {
        return new ServiceEnvironment(PORTS, FILES, operators::get);
    }

    @Test
    void keepsTestsFromEveryPortOfTheSystemButThePublicOne() {
        assertThat(with(Map.of()).deniedTargets())
                .containsExactly(Map.entry(
                        "VIGIE_DENIED_TARGETS", "127.0.0.1:5432,127.0.0.1:8081,127.0.0.1:9092,127.0.0.1:9093"));
    }

    @Test
    void keepsWhatTheOperatorDenies() {
        String denied = with(Map.of("VIGIE_DENIED_TARGETS", "production.example.com, 10.0.0.0/8"))
                .deniedTargets()
                .get("VIGIE_DENIED_TARGETS");

        assertThat(denied).startsWith("production.example.com, 10.0.0.0/8,127.0.0.1:5432,");
    }

    @Test
    void sharesTheInstallationsOwnDirectoryWhenNothingIsChosen() {
        assertThat(with(Map.of("VIGIE_STORAGE_DIRECTORY", " ")).files())
                .containsExactly(Map.entry("VIGIE_STORAGE_DIRECTORY", "/data/files"));
    }

    @Test
    void namesOnePlaceForARelativeDirectory() {
        assertThat(with(Map.of("VIGIE_STORAGE_DIRECTORY", "shared/../kept")).files())
                .containsExactly(Map.entry(
                        "VIGIE_STORAGE_DIRECTORY",
                        Path.of("kept").toAbsolutePath().toString()));
    }

    @Test
    void tellsTheAddressOfThisMachineUnlessTheOperatorChoseOne() {
        assertThat(with(Map.of()).publicUrl()).containsExactly(Map.entry("VIGIE_PUBLIC_URL", "http://127.0.0.1:8080"));
        assertThat(with(Map.of("VIGIE_PUBLIC_URL", " https://vigie.example.com "))
                        .publicUrl())
                .containsExactly(Map.entry("VIGIE_PUBLIC_URL", "https://vigie.example.com"));
    }
}
