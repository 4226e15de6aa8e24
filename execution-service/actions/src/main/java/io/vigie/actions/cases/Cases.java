package io.vigie.actions.cases;

import io.vigie.action.ActionContext;
import io.vigie.action.ActionResult;
import io.vigie.action.CaseResult;
import io.vigie.action.CaseResult.CaseOutcome;
import io.vigie.action.Localized;
import io.vigie.action.LogLevel;
import io.vigie.action.OutputDescription;
import io.vigie.action.ValueKind;
import io.vigie.actions.check.Found;
import io.vigie.actions.check.Json;
import io.vigie.actions.check.Shown;
import io.vigie.actions.process.Ended;
import io.vigie.actions.process.ProgramStep;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The cases that one runner reports: each is handed to the host as it comes and counted. For one thread.
 *
 * <p>Reporters write one JSON object a line: {@code {"kind":"case","suite":…,"name":…,"outcome":"passed|failed|broken|skipped",
 * "ms":…,"message":…}}, {@code {"kind":"attachment","case":…,"name":…,"type":…,"path":…}} or {@code {"kind":"error","message":…}}.
 */
public final class Cases {

    private static final int MOST_CHARACTERS_OF_A_NAME = 500;
    private static final int MOST_CHARACTERS_OF_A_MESSAGE = 8_000;
    private static final int MOST_CHARACTERS_OF_A_REASON = 300;
    private static final int MOST_ATTACHMENTS = 1_000;
    private static final Pattern COLOURS = Pattern.compile("\\x1b\\[[0-9;]*[A-Za-z]");

    /** A file that a runner made for one of its tests. */
    public record Attachment(String caseName, String name, String mediaType, String path) {}

    private final ActionContext context;
    private final Map<CaseOutcome, Integer> counts = new EnumMap<>(CaseOutcome.class);
    private final List<Attachment> attachments = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private @Nullable CaseResult firstAgainst;

    public Cases(ActionContext context) {
        this.context = context;
    }

    /** Takes what a reporter wrote; a line that is none of a reporter's is passed over. */
    public void take(List<String> lines) {
        for (String line : lines) {
            Optional<Found> read = Json.read(line);
            if (read.isPresent() && read.get().value() instanceof Map<?, ?> members) {
                take(members);
            }
        }
    }

    private void take(Map<?, ?> members) {
        switch (text(members, "kind")) {
            case "case" ->
                outcome(text(members, "outcome"))
                        .ifPresent(outcome -> add(new CaseResult(
                                text(members, "suite"),
                                text(members, "name"),
                                outcome,
                                members.get("ms") instanceof Number millis ? millis.longValue() : 0,
                                members.get("message") instanceof String message ? message : null)));
            case "attachment" -> {
                if (attachments.size() < MOST_ATTACHMENTS) {
                    attachments.add(new Attachment(
                            text(members, "case"),
                            text(members, "name"),
                            text(members, "type"),
                            text(members, "path")));
                }
            }
            case "error" -> {
                String message = text(members, "message");
                if (errors.size() < MOST_ATTACHMENTS) {
                    errors.add(message);
                }
                context.log(LogLevel.ERROR, COLOURS.matcher(message).replaceAll(""));
            }
            default -> {}
        }
    }

    /**
     * One case more.
     *
     * @throws io.vigie.action.ActionBrokenException when there are more than the limit allows
     */
    public void add(CaseResult found) {
        String message = found.message() == null || found.message().isBlank()
                ? null
                : cut(COLOURS.matcher(found.message()).replaceAll("").strip(), MOST_CHARACTERS_OF_A_MESSAGE);
        CaseResult result = new CaseResult(
                cut(found.suite(), MOST_CHARACTERS_OF_A_NAME),
                cut(found.name(), MOST_CHARACTERS_OF_A_NAME),
                found.outcome(),
                Math.max(found.durationMillis(), 0),
                message);
        counts.merge(result.outcome(), 1, Integer::sum);
        if (firstAgainst == null
                && (result.outcome() == CaseOutcome.FAILED || result.outcome() == CaseOutcome.BROKEN)) {
            firstAgainst = result;
        }
        context.caseFinished(result);
    }

    public List<Attachment> attachments() {
        return List.copyOf(attachments);
    }

    /** What the runner said is wrong with no case in particular, a file that cannot be read for one. */
    public Optional<String> firstError() {
        return errors.stream()
                .findFirst()
                .map(error -> Shown.text(COLOURS.matcher(error).replaceAll("").strip(), MOST_CHARACTERS_OF_A_REASON));
    }

    public int count(CaseOutcome outcome) {
        return counts.getOrDefault(outcome, 0);
    }

    /** All cases but the skipped ones. */
    public int executed() {
        return count(CaseOutcome.PASSED) + against();
    }

    /** All cases. */
    public int total() {
        return executed() + count(CaseOutcome.SKIPPED);
    }

    private int against() {
        return count(CaseOutcome.FAILED) + count(CaseOutcome.BROKEN);
    }

    /** What a step that runs cases by a program gives. */
    public static List<OutputDescription> outputs() {
        List<OutputDescription> outputs = new ArrayList<>(ProgramStep.outputs());
        outputs.addAll(List.of(
                new OutputDescription("cases", Localized.of("Combien de tests.", "How many tests."), ValueKind.NUMBER),
                new OutputDescription(
                        "passed", Localized.of("Combien ont réussi.", "How many passed."), ValueKind.NUMBER),
                new OutputDescription(
                        "failed", Localized.of("Combien ont échoué.", "How many failed."), ValueKind.NUMBER),
                new OutputDescription(
                        "broken",
                        Localized.of("Combien n'ont pas pu être menés.", "How many could not be carried out."),
                        ValueKind.NUMBER),
                new OutputDescription(
                        "skipped",
                        Localized.of("Combien ont été ignorés.", "How many were skipped."),
                        ValueKind.NUMBER)));
        return outputs;
    }

    /**
     * The verdict of the runner and its cases together: broken when the runner met a limit, executed too few cases, or answers
     * otherwise than its cases; failed when a case did not pass.
     *
     * @param least how many cases have to be executed
     */
    public ActionResult judge(Ended ended, int least) {
        Map<String, @Nullable Object> outputs = ProgramStep.outputs(context, ended);
        outputs.put("cases", total());
        for (CaseOutcome outcome : CaseOutcome.values()) {
            outputs.put(outcome.name().toLowerCase(Locale.ROOT), count(outcome));
        }
        if (ended.stopped().isPresent()) {
            return ActionResult.broken(ended.stopped().get(), outputs);
        }
        String why = firstError().map(error -> "; it said: " + error).orElse(".");
        String code = ended.exitCode() == 0 ? "" : "; its exit code is " + ended.exitCode();
        if (executed() < least) {
            return ActionResult.broken(
                    "Expected the runner to execute at least " + least + (least == 1 ? " test" : " tests")
                            + " (minimum_cases), but it executed " + (executed() == 0 ? "none" : executed()) + code
                            + why,
                    outputs);
        }
        if (firstAgainst != null && ended.exitCode() == 0) {
            return ActionResult.broken(
                    "Expected the exit code to agree with the results, but it is 0 although " + against() + " of "
                            + executed() + " tests did not pass.",
                    outputs);
        }
        if (firstAgainst != null) {
            String message = firstAgainst.message() == null
                    ? ""
                    : ": "
                            + Shown.text(
                                    firstAgainst.message().lines().findFirst().orElse(""), MOST_CHARACTERS_OF_A_REASON);
            String name = firstAgainst.suite().isEmpty()
                    ? firstAgainst.name()
                    : firstAgainst.suite() + " › " + firstAgainst.name();
            return ActionResult.failed(
                    "Expected " + executed() + " tests to pass, but " + against() + " did not; the first is " + name
                            + message,
                    outputs);
        }
        if (ended.exitCode() != 0) {
            return ActionResult.broken(
                    "Expected the exit code to agree with the results, but it is " + ended.exitCode() + " although all "
                            + executed() + " tests passed" + why,
                    outputs);
        }
        return ActionResult.passed(outputs);
    }

    private static Optional<CaseOutcome> outcome(String name) {
        for (CaseOutcome outcome : CaseOutcome.values()) {
            if (outcome.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(outcome);
            }
        }
        return Optional.empty();
    }

    private static String text(Map<?, ?> members, String name) {
        return members.get(name) instanceof String text ? text : "";
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "…";
    }
}
