package io.vigie.actions.ssh;

import static io.vigie.action.ParameterDescription.optional;
import static io.vigie.action.ParameterDescription.required;

import io.vigie.action.Action;
import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionDescription;
import io.vigie.action.ActionExample;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.LogLevel;
import io.vigie.action.OutputDescription;
import io.vigie.action.ParameterDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import io.vigie.actions.check.Assertions;
import io.vigie.actions.check.Found;
import io.vigie.actions.check.Shown;
import io.vigie.actions.place.Download;
import io.vigie.actions.reach.Errand;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one command on another machine by SSH (RFC 4254, section 6.5) and judges its exit code and what it wrote.
 *
 * <p>Verdict: failed when the exit code is not the expected one (0 unless the step says otherwise), when a signal ended the command,
 * or when an expectation is not met; broken when the command could not be carried out to its end (refused address, another host key,
 * refused credentials, too much output, out of time).
 *
 * <p>When the step ends early, the server is asked to send the command a TERM signal and the connection is closed; whether the
 * command then ends is the server's affair.
 */
public final class SshAction implements Action {

    private static final Duration SIGNAL_GRACE = Duration.ofMillis(20);
    private static final int MOST_LOGGED_CHARACTERS = 1_000;

    private static final ActionDescription DESCRIPTION = new ActionDescription(
            "ssh",
            List.of("SSHAction"),
            Localized.of("Commande SSH", "SSH command"),
            Localized.of(
                    "Exécute une commande sur une autre machine par SSH et vérifie son code de sortie et ce qu'elle écrit. "
                            + "La clé du serveur est vérifiée. Sortie limitée par l'exploitant (10 Mo par défaut).",
                    "Carries out a command on another machine by SSH and checks its exit code and what it writes. The server's "
                            + "key is verified. Output is limited by the operator (10 MB by default)."),
            parameters(),
            List.of(
                    new OutputDescription(
                            "ssh_exit_code", Localized.of("Le code de sortie.", "The exit code."), ValueKind.NUMBER),
                    new OutputDescription(
                            "ssh_output",
                            Localized.of(
                                    "Ce que la commande a écrit, 65 536 caractères au plus.",
                                    "What the command wrote, 65,536 characters at most."),
                            ValueKind.TEXTAREA),
                    new OutputDescription(
                            "ssh_error",
                            Localized.of(
                                    "Ce que la commande a écrit comme erreurs, 65 536 caractères au plus.",
                                    "What the command wrote as errors, 65,536 characters at most."),
                            ValueKind.TEXTAREA)),
            null,
            List.of(
                    new ActionExample(
                            Localized.of("La machine répond", "The machine answers"),
                            ordered(
                                    "host", "{{ssh_host}}",
                                    "port", "{{ssh_port}}",
                                    "username", "{{ssh_user}}",
                                    "password", "{{ssh_password}}",
                                    "host_key", "{{ssh_host_key}}",
                                    "command", "echo ready",
                                    "assertions",
                                            List.of(ordered(
                                                    "source", "output",
                                                    "operator", "contains",
                                                    "expected", "ready")))),
                    new ActionExample(
                            Localized.of(
                                    "Une commande lit un texte et échoue comme prévu",
                                    "A command reads a text and fails as it should"),
                            ordered(
                                    "host", "{{ssh_host}}",
                                    "port", "{{ssh_port}}",
                                    "username", "{{ssh_user}}",
                                    "password", "{{ssh_password}}",
                                    "host_key", "{{ssh_host_key}}",
                                    "command", "cat >&2; exit 3",
                                    "stdin", "no such order",
                                    "expected_exit_code", 3,
                                    "assertions",
                                            List.of(ordered(
                                                    "source", "error",
                                                    "operator", "equals",
                                                    "expected", "no such order"))))));

    private final SshDoor door = new SshDoor();

    /** How a command ended. */
    private record End(@Nullable Integer exitCode, @Nullable String signal, String output, String error, long millis) {}

    private static List<ParameterDescription> parameters() {
        List<ParameterDescription> parameters = new ArrayList<>(SshLogin.parameters());
        parameters.add(required("command", ValueKind.TEXTAREA, Localized.of("Commande", "Command"))
                .withHelp(
                        "Interprétée par le shell de l'utilisateur sur la machine.",
                        "Interpreted by the user's shell on the machine."));
        parameters.add(
                optional("stdin", ValueKind.TEXTAREA, Localized.of("Entrée de la commande", "Input of the command")));
        parameters.add(optional(
                        "expected_exit_code",
                        ValueKind.NUMBER,
                        Localized.of("Code de sortie attendu", "Expected exit code"))
                .between(0, 255)
                .withHelp(
                        "0 si rien n'est attendu du code de sortie.", "0 when nothing is expected of the exit code."));
        parameters.add(Assertions.parameter("exit_code", "output", "error", "time"));
        return parameters;
    }

    @Override
    public ActionDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException {
        SshLogin login = SshLogin.read(parameters, context);
        String command = parameters.text("command");
        byte[] input = parameters.optionalText("stdin").orElse("").getBytes(StandardCharsets.UTF_8);
        Assertions assertions = Assertions.read(parameters);
        Integer expected = parameters.has("expected_exit_code")
                ? (Integer) parameters.number("expected_exit_code").intValue()
                : assertions.lookAt("exit_code") ? null : (Integer) 0;
        context.log("→ ssh " + login + " $ " + Shown.text(command, MOST_LOGGED_CHARACTERS));
        End end = Errand.run(
                "carry out the command on \"" + login.host() + "\"",
                login.timeout(),
                failure -> SshDoor.fact(failure, login.port()),
                errand -> carryOut(context, login, command, input, errand));
        context.log("← " + (end.exitCode() == null ? "no exit code" : "exit code " + end.exitCode()) + " · "
                + end.millis() + " ms");
        logged(context, "output", end.output());
        logged(context, "error", end.error());
        return judge(context, end, expected, assertions);
    }

    private End carryOut(ActionContext context, SshLogin login, String command, byte[] input, Errand errand)
            throws IOException {
        long start = System.nanoTime();
        long most = context.limits().outputBytes();
        AtomicLong left = new AtomicLong(most);
        try (ClientSession session = door.open(context, login, errand);
                ChannelExec channel = session.createExecChannel(command)) {
            Runnable giveUp = () -> giveUp(session, channel);
            LimitedOutput output = new LimitedOutput(left, () -> channel.close(true));
            LimitedOutput error = new LimitedOutput(left, () -> channel.close(true));
            channel.setIn(new ByteArrayInputStream(input));
            channel.setOut(output);
            channel.setErr(error);
            errand.closing(giveUp::run);
            channel.open().verify(login.timeout());
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), 0);
            if (left.get() < 0) {
                giveUp.run();
                throw new ActionBrokenException("Expected the command to write at most " + most
                        + " bytes, the limit of an output, but it wrote more; it was ended there.");
            }
            Integer exitCode = channel.getExitStatus();
            String signal = channel.getExitSignal();
            if (exitCode == null && signal == null) {
                throw new ActionBrokenException(
                        "Expected the command to end, but the connection ended without an exit code.");
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            return new End(exitCode, signal, output.text(), error.text(), millis);
        }
    }

    private static void giveUp(ClientSession session, ChannelExec channel) {
        try {
            if (session.isOpen() && channel.getRecipient() >= 0) {
                Buffer signal = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST);
                signal.putUInt(channel.getRecipient());
                signal.putString("signal");
                signal.putBoolean(false);
                signal.putString("TERM");
                session.writePacket(signal).await(SIGNAL_GRACE);
            }
        } catch (IOException | RuntimeException gone) {
            // The signal is a courtesy; the connection is closed in any case.
        }
        session.close(true);
    }

    private static void logged(ActionContext context, String name, String text) {
        if (!text.isBlank()) {
            context.log(name + ": " + Shown.text(text.strip(), MOST_LOGGED_CHARACTERS));
        }
    }

    private static ActionResult judge(ActionContext context, End end, @Nullable Integer expected, Assertions assertions)
            throws InterruptedException {
        Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
        outputs.put("ssh_exit_code", end.exitCode());
        outputs.put("ssh_output", Download.cut(end.output()));
        outputs.put("ssh_error", Download.cut(end.error()));
        List<String> complaints = new ArrayList<>();
        if (end.exitCode() == null) {
            complaints.add("Expected the command to end by itself, but the signal "
                    + Shown.text(String.valueOf(end.signal()), 20) + " ended it.");
        } else if (expected != null && !expected.equals(end.exitCode())) {
            complaints.add("Expected exit code to be " + expected + ", but found " + end.exitCode() + ".");
        }
        complaints.forEach(complaint -> context.log(LogLevel.ERROR, "✘ " + complaint));
        Map<String, Found> found = new LinkedHashMap<>();
        found.put("exit_code", end.exitCode() == null ? Found.NOTHING : Found.of(end.exitCode()));
        found.put("output", text(end.output()));
        found.put("error", text(end.error()));
        found.put("time", Found.of(end.millis()));
        complaints.addAll(assertions.judge(found, context));
        return Assertions.verdict(complaints, outputs);
    }

    private static Found text(String text) {
        return text.isEmpty() ? Found.EMPTY_TEXT : Found.of(text);
    }

    @Override
    public void close() {
        door.close();
    }

    private static Map<String, @Nullable Object> ordered(Object... namesAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
