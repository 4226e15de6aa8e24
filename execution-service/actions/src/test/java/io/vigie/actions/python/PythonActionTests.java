package io.vigie.actions.python;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.ActionResult;
import io.vigie.actions.RunningAction;
import io.vigie.actions.process.SlotContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PythonActionTests {

    private final PythonAction action = new PythonAction();
    private final SlotContext context = new SlotContext();

    @Test
    void givesValuesBackWithTheirTypes() throws Exception {
        ActionResult result = run(Map.of("script", """
                import sys, vigie
                vigie.set("total", 2.5)
                vigie.set("users", [{"name": "Zoé"}])
                vigie.set("args", sys.argv[1:])
                sys.exit(3)
                """, "arguments", List.of("a b", 7), "expected_exit_code", 3));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
        assertThat(context.variables)
                .containsEntry("users", List.of(Map.of("name", "Zoé")))
                .containsEntry("args", List.of("a b", "7"))
                .hasEntrySatisfying("total", total -> assertThat(total).hasToString("2.5"));
        assertThat(result.outputs().get("values")).isEqualTo(context.variables);
    }

    @Test
    void refusesAScriptThatIsNotPythonBeforeAnyOfItRuns() throws Exception {
        ActionResult result = run(Map.of("script", "open('ran', 'w')\nif True print('x')\n"));

        assertThat(result)
                .isInstanceOfSatisfying(
                        ActionResult.Broken.class,
                        broken -> assertThat(broken.reason())
                                .startsWith("Expected the script to be valid Python, but line 2 is not: "));
        assertThat(context.workDirectory().resolve("ran")).doesNotExist();
    }

    @Test
    void runsAFileOfTheCampaignWithItsNeighbours() throws Exception {
        Files.writeString(
                context.filesDirectory().resolve("main.py"), "import other, vigie\nvigie.set('x', other.X)\n");
        Files.writeString(context.filesDirectory().resolve("other.py"), "X = 'neighbour'\n");

        assertThat(run(Map.of("file", "main.py"))).isInstanceOf(ActionResult.Passed.class);
        assertThat(context.variables).containsEntry("x", "neighbour");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../work/outside.py", "/etc/hostname", "link.py", "folder/../../work/outside.py", "missing.py"})
    void refusesAFileThatIsNotTheCampaigns(String name) throws Exception {
        Path outside = Files.writeString(context.workDirectory().resolve("outside.py"), "print('ran')");
        Files.createSymbolicLink(context.filesDirectory().resolve("link.py"), outside);

        assertThat(run(Map.of("file", name)))
                .isInstanceOfSatisfying(
                        ActionResult.Broken.class,
                        broken -> assertThat(broken.reason())
                                .startsWith("Expected \"file\" to be the name of one of the campaign's files"));
    }

    @Test
    void failsOnAnExceptionAndShowsIt() throws Exception {
        ActionResult result = run(Map.of("script", "assert 1 == 2, 'not so'"));

        assertThat(result).isInstanceOf(ActionResult.Failed.class);
        assertThat(String.valueOf(result.outputs().get("stderr"))).contains("AssertionError: not so");
    }

    @Test
    void readsNothingThroughALinkPutInPlaceOfTheValues() throws Exception {
        Path secret =
                Files.writeString(Path.of("target").toAbsolutePath().resolve("secret.json"), "{\"name\":\"a\"}\n");

        ActionResult result = run(Map.of(
                "script",
                "import os\np = os.environ['VIGIE_VALUES']\nos.remove(p)\nos.symlink('%s', p)".formatted(secret)));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
        assertThat(context.variables).isEmpty();
    }

    @Test
    void wantsAScriptOrAFileAndNotBoth() throws Exception {
        assertThat(run(Map.of())).isInstanceOf(ActionResult.Broken.class);
        assertThat(run(Map.of("script", "1", "file", "a.py"))).isInstanceOf(ActionResult.Broken.class);
    }

    private ActionResult run(Map<String, ?> value) throws InterruptedException {
        return RunningAction.run(action, context, value);
    }
}
