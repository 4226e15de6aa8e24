package io.vigie.actions.playwright;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.ActionResult;
import io.vigie.action.CaseResult;
import io.vigie.actions.RunningAction;
import io.vigie.actions.http.TargetServer;
import io.vigie.actions.process.ProcessRunner;
import io.vigie.actions.process.Runners;
import io.vigie.actions.process.SlotContext;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Playwright's real runner and the machine's Chromium, installed by the project's scripts when they are missing. */
@Timeout(180)
class PlaywrightActionIT {

    private final PlaywrightAction action = new PlaywrightAction();
    private final SlotContext context = new SlotContext();

    PlaywrightActionIT() {
        context.limits = io.vigie.action.ActionLimits.USUAL;
        context.remaining = Duration.ofMinutes(3);
    }

    @BeforeAll
    static void installs() throws Exception {
        Runners.install("install-browser.sh");
        Runners.install("install-playwright.sh");
    }

    @Test
    void runsItsExamples() throws Exception {
        try (TargetServer server = new TargetServer()) {
            RunningAction.runExamples(action, Map.of("{{base_url}}", server.url()), () -> context);
        }
        assertThat(context.cases)
                .extracting(CaseResult::suite, CaseResult::name, CaseResult::outcome)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        "script.spec.ts", "the service says that it is healthy", CaseResult.CaseOutcome.PASSED));
    }

    @Test
    void reportsEachTestAndKeepsWhatTellsOfAFailure() throws Exception {
        ActionResult result = RunningAction.run(action, context, Map.of("trace", "on", "script", """
                        const { test, expect } = require('@playwright/test');
                        test.describe('a page', () => {
                          test('has its title', async ({ page }) => {
                            await page.setContent('<title>so</title>');
                            await expect(page).toHaveTitle('so');
                          });
                          test('lacks a title', async ({ page }) => {
                            await page.setContent('<title>so</title>');
                            expect(await page.title()).toBe('other');
                          });
                          test.skip('is not yet', async () => {});
                        });
                        """));

        assertThat(result)
                .isInstanceOfSatisfying(
                        ActionResult.Failed.class,
                        failed -> assertThat(failed.reason())
                                .startsWith(
                                        "Expected 2 tests to pass, but 1 did not; the first is script.spec.ts › a page › lacks a title: "));
        assertThat(context.cases)
                .extracting(CaseResult::outcome)
                .containsExactly(
                        CaseResult.CaseOutcome.PASSED, CaseResult.CaseOutcome.FAILED, CaseResult.CaseOutcome.SKIPPED);
        assertThat(context.artifacts.keySet())
                .contains(
                        "playwright-report.zip",
                        "junit.xml",
                        "lacks-a-title-trace.zip",
                        "lacks-a-title-screenshot.png");
        assertThat(Files.size(context.artifacts.get("lacks-a-title-screenshot.png")))
                .isPositive();
        try (ZipFile report =
                new ZipFile(context.artifacts.get("playwright-report.zip").toFile())) {
            assertThat(report.stream().map(Object::toString))
                    .contains("index.html", "trace/index.html")
                    .anyMatch(name -> name.matches("data/[0-9a-f]+\\.zip"));
        }
    }

    @Test
    void refusesAScriptThatCannotBeReadOrHoldsNoTest() throws Exception {
        ActionResult unreadable = RunningAction.run(
                action, context, Map.of("script", "import { test } from '@playwright/test';\ntest('a', async ("));
        ActionResult empty = RunningAction.run(action, context, Map.of("script", "const a = 1;"));

        assertThat(((ActionResult.Broken) unreadable).reason())
                .startsWith("Expected the script to be a Playwright test that can be read, but it cannot: SyntaxError")
                .contains("script.spec.ts");
        assertThat(((ActionResult.Broken) empty).reason())
                .isEqualTo("Expected the script to hold at least one test, but it holds none.");
        assertThat(context.cases).isEmpty();
    }

    @Test
    void saysWhatToRunWhenPlaywrightIsMissing() throws Exception {
        PlaywrightAction without = new PlaywrightAction(
                new PlaywrightTool(new ProcessRunner(), Map.of("VIGIE_PLAYWRIGHT_HOME", "/nowhere")));

        assertThat(((ActionResult.Broken) RunningAction.run(without, context, Map.of("script", "1"))).reason())
                .contains("run infra/install-playwright.sh");
    }
}
