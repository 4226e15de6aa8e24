package io.vigie.actions.playwright;

import static io.vigie.action.ParameterDescription.optional;
import static io.vigie.action.ParameterDescription.optionalChoice;

import io.vigie.action.Action;
import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionDescription;
import io.vigie.action.ActionExample;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import io.vigie.actions.cases.Cases;
import io.vigie.actions.process.Ended;
import io.vigie.actions.process.OwnFiles;
import io.vigie.actions.process.ProcessRunner;
import io.vigie.actions.process.ProgramStep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a Playwright test file, in JavaScript or TypeScript, by Playwright's own runner in the machine's Chromium. The file is read by
 * the runner before any test of it starts. Each of its tests is a case of the run; screenshots of failed ones, traces and the HTML
 * report (one zip, whose links stay right wherever it is unpacked) are kept as artifacts.
 *
 * <p>Verdict: failed when a test does not pass; broken when the file cannot be read, holds no test, is out of time or meets a limit, or
 * when something is missing on the worker.
 */
public final class PlaywrightAction implements Action {

    private static final int USUAL_SECONDS = 120;
    private static final int MOST_RETRIES = 10;
    private static final int MOST_CHARACTERS = 1_000_000;
    private static final Duration LONGEST_CHECK = Duration.ofSeconds(60);

    private static final ActionDescription DESCRIPTION = new ActionDescription(
            "playwright",
            List.of("PlaywrightAction"),
            Localized.of("Tests Playwright", "Playwright tests"),
            Localized.of(
                    "Lance un fichier de tests Playwright (JavaScript ou TypeScript) dans le Chromium du worker. Chaque test est un "
                            + "résultat ; captures d'écran des échecs, traces et rapport HTML sont conservés.",
                    "Runs a file of Playwright tests (JavaScript or TypeScript) in the worker's Chromium. Each test is a result; "
                            + "screenshots of failures, traces and the HTML report are kept."),
            parameters(),
            Cases.outputs(),
            null,
            List.of(new ActionExample(
                    Localized.of("La page répond", "The page answers"),
                    Map.of("base_url", "{{base_url}}", "script", """
                            import { test, expect } from '@playwright/test';

                            test('the service says that it is healthy', async ({ page }) => {
                              const answer = await page.goto('/health');
                              expect(answer?.status()).toBe(200);
                              await expect(page.locator('body')).toContainText('healthy');
                            });
                            """))));

    private final PlaywrightTool tool;

    public PlaywrightAction() {
        this(new PlaywrightTool(new ProcessRunner()));
    }

    PlaywrightAction(PlaywrightTool tool) {
        this.tool = tool;
    }

    private static List<ParameterDescription> parameters() {
        return List.of(
                optional("script", ValueKind.TEXTAREA, Localized.of("Script", "Script"))
                        .withHelp("Ou « file ».", "Or \"file\"."),
                optional("file", ValueKind.STRING, Localized.of("Fichier de la campagne", "Campaign file"))
                        .withHelp(
                                "Un fichier de tests parmi les fichiers de la campagne.",
                                "A file of tests among the campaign's files."),
                optional("base_url", ValueKind.STRING, Localized.of("Adresse de base", "Base address"))
                        .withHelp("page.goto('/x') part d'ici.", "page.goto('/x') starts from here."),
                optional("retries", ValueKind.NUMBER, Localized.of("Nouveaux essais", "Retries"))
                        .withDefault(0)
                        .between(0, MOST_RETRIES)
                        .withHelp("Par test, dans cette action.", "For each test, within this action."),
                optionalChoice("trace", Localized.of("Trace", "Trace"), List.of("on", "retain-on-failure", "off"))
                        .withDefault("retain-on-failure"),
                ProgramStep.environment(),
                ProgramStep.timeout(USUAL_SECONDS));
    }

    @Override
    public ActionDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException {
        if (parameters.has("script") == parameters.has("file")) {
            throw parameters.refuse("script", "given, or else \"file\", and not both");
        }
        Duration timeout = parameters.seconds("timeout");
        Path directory = parameters.has("file") ? real(context.filesDirectory()) : OwnFiles.room(context, "tests");
        Path test = parameters.has("file")
                ? directory.resolve(context.filesDirectory()
                        .relativize(OwnFiles.given(context, parameters, "file"))
                        .toString())
                : OwnFiles.write(directory, "script.spec.ts", text(parameters));
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("workers", 1);
        settings.put("retries", parameters.number("retries").intValue());
        settings.put("trace", parameters.text("trace"));
        parameters.optionalText("base_url").ifPresent(address -> settings.put("baseURL", address));
        PlaywrightTool.Order order = new PlaywrightTool.Order(
                directory, null, test, settings, List.of(), parameters.texts("environment"), timeout, false);
        refuseWhatIsNoTest(context, order);
        Cases cases = new Cases(context);
        Ended ended = tool.run(context, order, cases);
        return cases.judge(ended, 1);
    }

    private static Path real(Path directory) {
        try {
            return directory.toRealPath();
        } catch (IOException gone) {
            throw new ActionBrokenException("Expected the campaign's files to be there, but they are not.", gone);
        }
    }

    private static String text(Parameters parameters) {
        String text = parameters.text("script");
        if (text.length() > MOST_CHARACTERS) {
            throw new ActionBrokenException("Expected \"script\" to have at most " + MOST_CHARACTERS
                    + " characters, but it has " + text.length() + ".");
        }
        return text;
    }

    /** Playwright itself reads the file and lists its tests, without running any. */
    private void refuseWhatIsNoTest(ActionContext context, PlaywrightTool.Order order) throws InterruptedException {
        Cases none = new Cases(context);
        Ended listed = tool.run(
                context,
                new PlaywrightTool.Order(
                        order.directory(),
                        order.base(),
                        order.only(),
                        order.settings(),
                        order.arguments(),
                        order.environment(),
                        LONGEST_CHECK,
                        true),
                none);
        if (listed.stopped().isPresent()) {
            throw new ActionBrokenException(listed.stopped().get());
        }
        String error = none.firstError().orElse("");
        if (error.contains("No tests found")) {
            throw new ActionBrokenException("Expected the script to hold at least one test, but it holds none.");
        }
        if (listed.exitCode() != 0) {
            throw new ActionBrokenException(
                    "Expected the script to be a Playwright test that can be read, but it cannot: "
                            + (error.isEmpty()
                                    ? io.vigie.actions.check.Shown.text(
                                            listed.stderr().strip(), 300)
                                    : error));
        }
    }
}
