package io.vigie.actions.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.ActionResult;
import io.vigie.actions.RunningAction;
import io.vigie.actions.process.SlotContext;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CommandActionTests {

    private final CommandAction action = new CommandAction();
    private final SlotContext context = new SlotContext();

    @Test
    void runsAProgramWithItsArgumentsAsTheyAre() throws Exception {
        ActionResult result = run(Map.of("command", List.of("printf", "%s|", "a b", "$HOME", "'", 7)));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
        assertThat(result.outputs()).containsEntry("exit_code", 0).containsEntry("stdout", "a b|$HOME|'|7|");
    }

    @Test
    void seesTheSlotAndTheCampaignsFiles() throws Exception {
        Files.writeString(context.filesDirectory().resolve("data.txt"), "from the campaign");

        ActionResult result = run(Map.of(
                "shell",
                true,
                "command",
                "cat \"$VIGIE_FILES_DIR/data.txt\"; echo \" $VIGIE_WORKER_ID $VIGIE_DATABASE_SUFFIX $MINE\"",
                "environment",
                Map.of("MINE", "'mine'")));

        assertThat(result.outputs()).containsEntry("stdout", "from the campaign tester w1 'mine'\n");
    }

    @Test
    void failsOnAnExitCodeAndAnOutputThatAreNotExpected() throws Exception {
        ActionResult result = run(Map.of(
                "shell",
                true,
                "command",
                "echo '{\"total\": 3}'; exit 4",
                "expected_exit_code",
                "0-3",
                "assertions",
                List.of(Map.of("source", "json", "path", "$.total", "operator", "at_least", "expected", 4))));

        assertThat(result)
                .isInstanceOfSatisfying(
                        ActionResult.Failed.class,
                        failed -> assertThat(failed.reason())
                                .isEqualTo("Expected the exit code to be \"0-3\", but found 4. (and 1 more)"));
        assertThat(result.outputs()).containsEntry("exit_code", 4);
    }

    @Test
    void stopsALineOfTheShellAtItsFirstError() throws Exception {
        ActionResult result = run(Map.of("shell", true, "command", "false; echo later"));

        assertThat(result).isInstanceOf(ActionResult.Failed.class);
        assertThat(result.outputs()).containsEntry("stdout", "");
    }

    @Test
    void breaksOnItsTimeoutAndKeepsWhatWasWritten() throws Exception {
        ActionResult result = run(Map.of("shell", true, "command", "echo on; sleep 1000", "timeout", 0.3));

        assertThat(result)
                .isInstanceOfSatisfying(
                        ActionResult.Broken.class,
                        broken -> assertThat(broken.reason())
                                .isEqualTo(
                                        "Expected the program to end within 0.3 s (timeout), but it was still running; it was ended."));
        assertThat(result.outputs()).containsEntry("stdout", "on\n");
    }

    @Test
    void breaksWhenThereIsNoSuchProgram() throws Exception {
        assertThat(run(Map.of("command", "no-such-program")))
                .isInstanceOfSatisfying(
                        ActionResult.Broken.class,
                        broken -> assertThat(broken.reason()).contains("no such program"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "a\0b", " "})
    void refusesWhatIsNoCommand(String command) throws Exception {
        ActionResult result =
                command.isBlank() ? run(Map.of("command", List.of(command))) : run(Map.of("command", command));

        assertThat(((ActionResult.Broken) result).reason()).startsWith("Expected \"command\" to be ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "256", "5-2", "zero", "0-"})
    void refusesWhatIsNoExitCode(String code) throws Exception {
        ActionResult result = run(Map.of("command", "true", "expected_exit_code", code));

        assertThat(((ActionResult.Broken) result).reason()).startsWith("Expected \"expected_exit_code\" to be ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "/etc", "a/../..", "missing"})
    void startsInNoOtherDirectoryThanOneOfItsOwn(String directory) throws Exception {
        assertThat(run(Map.of("command", "pwd", "directory", directory))).isInstanceOf(ActionResult.Broken.class);
    }

    private ActionResult run(Map<String, ?> value) throws InterruptedException {
        return RunningAction.run(action, context, value);
    }
}
