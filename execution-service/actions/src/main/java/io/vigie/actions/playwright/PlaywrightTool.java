package io.vigie.actions.playwright;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.LogLevel;
import io.vigie.actions.cases.Artifacts;
import io.vigie.actions.cases.Cases;
import io.vigie.actions.check.Json;
import io.vigie.actions.process.BackChannel;
import io.vigie.actions.process.Ended;
import io.vigie.actions.process.OwnFiles;
import io.vigie.actions.process.ProcessRunner;
import io.vigie.actions.process.Program;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Playwright's own runner, from where {@code infra/install-playwright.sh} puts it ({@code VIGIE_PLAYWRIGHT_HOME}, else
 * {@code ~/.cache/vigie/playwright}), with the machine's Chromium ({@code VIGIE_CHROMIUM}, else one of the search path).
 *
 * <p>Chromium keeps its own sandbox where the kernel lets the program's user make one; where not, it does without, and the log says so.
 */
public final class PlaywrightTool {

    private static final long MOST_BYTES_OF_CASES = 256L << 20;
    private static final int MOST_CHARACTERS_OF_A_NAME = 60;
    private static final String JUNIT = "junit.xml";
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    private final ProcessRunner runner;
    private final Map<String, String> workersEnvironment;

    public PlaywrightTool(ProcessRunner runner) {
        this(runner, System.getenv());
    }

    /** @param workersEnvironment where the operator says what is where */
    public PlaywrightTool(ProcessRunner runner, Map<String, String> workersEnvironment) {
        this.runner = runner;
        this.workersEnvironment = Map.copyOf(workersEnvironment);
    }

    /**
     * What to run and how.
     *
     * @param directory where the tests are; Playwright's root
     * @param base a configuration of the tester's in that directory, whose settings hold where ours are silent
     * @param only the one file to run; {@code null} for all that Playwright finds
     * @param settings {@code baseURL}, {@code trace}, {@code retries}, {@code workers}: those that are given win over the base
     */
    public record Order(
            Path directory,
            @Nullable Path base,
            @Nullable Path only,
            Map<String, Object> settings,
            List<String> arguments,
            Map<String, String> environment,
            Duration timeout,
            boolean onlyLists) {}

    /**
     * Runs Playwright; its cases go to {@code cases} as they end, what it leaves is attached afterwards.
     *
     * @throws ActionBrokenException when Playwright, Node or Chromium is not there
     */
    public Ended run(ActionContext context, Order order, Cases cases) throws InterruptedException {
        Path home = home();
        Path browser = browser();
        Path room = OwnFiles.room(context, "playwright");
        lendModules(home, order.directory());
        Path reporter = OwnFiles.write(room, "reporter.js", OwnFiles.resource(PlaywrightTool.class, "reporter.js"));
        Path report = room.resolve("report");
        Path config = order.directory()
                .resolve("vigie-" + room.getFileName().toString().substring(1) + ".config.ts");
        OwnFiles.write(
                order.directory(),
                config.getFileName().toString(),
                config(context, order, room, reporter, report, browser));
        List<String> command = new ArrayList<>(List.of(
                "node",
                home.resolve("node_modules/@playwright/test/cli.js").toString(),
                "test",
                "--config",
                config.toString()));
        if (order.onlyLists()) {
            command.add("--list");
        }
        command.addAll(order.arguments());
        try (BackChannel channel = new BackChannel(room.resolve("cases"), MOST_BYTES_OF_CASES)) {
            Map<String, String> environment = new LinkedHashMap<>(order.environment());
            environment.put("VIGIE_CASES", channel.path().toString());
            environment.putIfAbsent("FORCE_COLOR", "0");
            environment.putIfAbsent("CI", "1");
            Program program = Program.of(command, order.directory(), order.timeout())
                    .with(environment)
                    .holding(Program.Memory.RESIDENT)
                    .able(List.of(home, browser.getParent()));
            Ended ended = runner.run(
                    context, order.onlyLists() ? program.quietly() : program, () -> cases.take(channel.newLines()));
            if (!order.onlyLists()) {
                keep(context, cases, room, report);
            }
            return ended;
        } finally {
            deleteQuietly(config);
        }
    }

    private Path home() {
        Path home = Optional.ofNullable(workersEnvironment.get("VIGIE_PLAYWRIGHT_HOME"))
                .filter(name -> !name.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "vigie", "playwright"));
        if (!Files.isRegularFile(home.resolve("node_modules/@playwright/test/cli.js"))) {
            throw new ActionBrokenException(
                    "Expected Playwright's test runner in " + home
                            + " (VIGIE_PLAYWRIGHT_HOME), but it is not there; run infra/install-playwright.sh on the worker's machine.");
        }
        if (runner.find("node").isEmpty()) {
            throw new ActionBrokenException(
                    "Expected Node 20 or later on the worker's search path, but there is no \"node\".");
        }
        return home;
    }

    private Path browser() {
        Optional<Path> named = Optional.ofNullable(workersEnvironment.get("VIGIE_CHROMIUM"))
                .filter(name -> !name.isBlank())
                .map(Path::of);
        return named.or(() -> BROWSERS.stream()
                        .flatMap(name -> runner.find(name).stream())
                        .findFirst())
                .filter(Files::isExecutable)
                .orElseThrow(
                        () -> new ActionBrokenException(
                                "Expected a Chromium on the worker's search path or named by "
                                        + "VIGIE_CHROMIUM, but there is none; run infra/install-browser.sh on the worker's machine."));
    }

    private String config(ActionContext context, Order order, Path room, Path reporter, Path report, Path browser)
            throws InterruptedException {
        Map<String, Object> settings = order.settings();
        Map<String, Object> use = new LinkedHashMap<>();
        use.put("headless", true);
        use.put("screenshot", "only-on-failure");
        copy(settings, "trace", use);
        copy(settings, "baseURL", use);
        boolean hasSandbox = order.onlyLists() || canSandbox(context);
        if (!hasSandbox) {
            context.log(
                    LogLevel.DEBUG,
                    "Chromium runs without a sandbox of its own, since its user may not make one here.");
        }
        Map<String, Object> all = new LinkedHashMap<>();
        copy(settings, "workers", all);
        copy(settings, "retries", all);
        all.put("outputDir", room.resolve("results").toString());
        all.put(
                "reporter",
                List.of(
                        List.of("list"),
                        List.of(reporter.toString()),
                        List.of(
                                "junit",
                                Map.of("outputFile", room.resolve(JUNIT).toString())),
                        List.of("html", Map.of("outputFolder", report.toString(), "open", "never"))));
        String base = order.base() == null
                ? "const base = { testDir: " + Json.write(order.directory().toString()) + " };\n"
                : "import given from " + Json.write("./" + order.base().getFileName())
                        + ";\nconst base = given as any;\n";
        return base
                + """
                const ours = %s;
                const use = %s;
                const launch = { executablePath: %s, chromiumSandbox: %s, args: ['--disable-dev-shm-usage'] };
                export default {
                  ...base,
                  ...ours,
                  ...(%s),
                  use: { ...base.use, ...use, launchOptions: { ...(base.use || {}).launchOptions, ...launch } },
                };
                """.formatted(
                        Json.write(all),
                        Json.write(use),
                        Json.write(browser.toString()),
                        hasSandbox,
                        order.only() == null
                                ? "{}"
                                : "{ testMatch: new RegExp('^' + " + Json.write(literally(order.only())) + " + '$') }");
    }

    /** As a JavaScript regular expression that matches this path alone. */
    private static String literally(Path path) {
        return path.toString().replaceAll("[\\\\^$.*+?()\\[\\]{}|/]", "\\\\$0");
    }

    private static void copy(Map<String, Object> from, String name, Map<String, Object> to) {
        if (from.get(name) instanceof Object value) {
            to.put(name, value);
        }
    }

    /** Whether a program in the cell may make the namespaces that Chromium's sandbox is made of. */
    private boolean canSandbox(ActionContext context) throws InterruptedException {
        if (runner.find("unshare").isEmpty()) {
            return false;
        }
        Ended tried = runner.run(
                context,
                Program.of(
                                List.of(
                                        "sh",
                                        "-c",
                                        "[ $(id -u) != 0 ] && unshare --user --pid --fork --map-root-user chroot / true"),
                                context.workDirectory(),
                                Duration.ofSeconds(10))
                        .quietly());
        return tried.exitCode() == 0;
    }

    /** Test files say {@code @playwright/test}; Node looks for it in the folders above them. */
    private static void lendModules(Path home, Path directory) {
        Path modules = directory.resolve("node_modules");
        try {
            if (!Files.exists(modules, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(modules, home.toRealPath().resolve("node_modules"));
            }
        } catch (IOException failed) {
            throw new ActionBrokenException(
                    "Expected to prepare the tests' directory, but it cannot be written.", failed);
        }
    }

    private static void keep(ActionContext context, Cases cases, Path room, Path report) throws InterruptedException {
        for (Cases.Attachment attachment : cases.attachments()) {
            Path file = Path.of(attachment.path());
            if (OwnFiles.isOwn(room, file)) {
                String ending = file.getFileName().toString().replaceFirst("^.*(?=\\.)", "");
                String name = slug(attachment.caseName()) + "-" + slug(attachment.name());
                Artifacts.keep(context, name + (ending.length() > 8 ? "" : ending), attachment.mediaType(), file);
            }
        }
        Path junit = room.resolve(JUNIT);
        if (OwnFiles.isOwn(room, junit)) {
            Artifacts.keep(context, JUNIT, "application/xml", junit);
        }
        if (Files.isRegularFile(report.resolve("index.html"), LinkOption.NOFOLLOW_LINKS)) {
            Artifacts.keepTogether(context, "playwright-report.zip", report, regularFiles(report));
        }
    }

    private static List<Path> regularFiles(Path folder) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) {
                        files.add(path);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            // What was found until then is what there is.
        }
        return files;
    }

    private static String slug(String text) {
        String slug = text.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", "-")
                .replaceAll("^-|-$", "");
        return slug.isEmpty() ? "test" : slug.substring(0, Math.min(slug.length(), MOST_CHARACTERS_OF_A_NAME));
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            // Goes with the attempt.
        }
    }
}
