package io.vigie.actions;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.Action;
import io.vigie.action.ActionCatalog;
import io.vigie.action.ActionDescription;
import io.vigie.actions.http.TargetServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RegistrationTests {

    private static final Path CLASSES = Path.of("target/classes");

    @Test
    void registersEveryAction() throws IOException {
        try (ActionCatalog catalog = catalog()) {
            assertThat(actionsAmongTheClasses())
                    .as("A class that implements Action must be named in META-INF/services/io.vigie.action.Action,"
                            + " or no worker finds it.")
                    .containsExactlyInAnyOrderElementsOf(catalog.descriptions().stream()
                            .map(description -> catalog.find(description.type())
                                    .orElseThrow()
                                    .getClass())
                            .toList());
        }
    }

    @Test
    void answersToTheNamesThatTestsUse() {
        try (ActionCatalog catalog = catalog()) {
            assertThat(catalog.descriptions())
                    .extracting(ActionDescription::type)
                    .contains("http", "pause", "var");
            assertThat(catalog.find("HTTPRequestAction"))
                    .isEqualTo(catalog.find("http"))
                    .isPresent();
        }
    }

    @Test
    void runsEveryExample() throws InterruptedException {
        try (ActionCatalog catalog = catalog();
                TargetServer server = new TargetServer()) {
            Map<String, String> variables =
                    Map.of("{{base_url}}", server.url(), "{{email}}", "admin@example.com", "{{password}}", "secret");
            for (ActionDescription description : catalog.descriptions()) {
                Action action = catalog.find(description.type()).orElseThrow();
                if (!runsItsOwnExamples(action)) {
                    RunningAction.runExamples(action, variables, RecordingContext::new);
                }
            }
        }
    }

    /** An action whose examples need a server of its own runs them beside it: {@code runsItsExamples} in its tests. */
    private static boolean runsItsOwnExamples(Action action) {
        return Stream.of("Tests", "IT")
                .anyMatch(kind -> runsExamples(action.getClass().getName() + kind));
    }

    private static boolean runsExamples(String tests) {
        try {
            return Stream.of(load(tests).getDeclaredMethods())
                    .anyMatch(method ->
                            method.getName().equals("runsItsExamples") && method.isAnnotationPresent(Test.class));
        } catch (IllegalStateException none) {
            return false;
        }
    }

    @Test
    void saysEverythingInBothLanguages() {
        try (ActionCatalog catalog = catalog()) {
            for (ActionDescription description : catalog.descriptions()) {
                assertThat(Stream.concat(
                                Stream.of(description.title(), description.description()),
                                description.parameters().stream().flatMap(p -> Stream.of(p.label(), p.help()))))
                        .filteredOn(Objects::nonNull)
                        .allSatisfy(text -> {
                            assertThat(text.fr()).isNotBlank();
                            assertThat(text.en()).isNotBlank();
                        });
            }
        }
    }

    private static ActionCatalog catalog() {
        return ActionCatalog.load(RegistrationTests.class.getClassLoader());
    }

    private static List<Class<?>> actionsAmongTheClasses() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> CLASSES.relativize(file)
                            .toString()
                            .replace('/', '.')
                            .replaceAll("\\.class$", ""))
                    .filter(name -> !name.endsWith("package-info"))
                    .<Class<?>>map(RegistrationTests::load)
                    .filter(type -> Action.class.isAssignableFrom(type) && !type.isInterface())
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, RegistrationTests.class.getClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
