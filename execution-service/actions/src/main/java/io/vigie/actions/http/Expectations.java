package io.vigie.actions.http;

import io.vigie.action.ActionContext;
import io.vigie.action.ActionResult;
import io.vigie.action.LogLevel;
import io.vigie.action.Parameters;
import io.vigie.actions.check.Check;
import io.vigie.actions.check.Found;
import io.vigie.actions.check.Json;
import io.vigie.actions.check.Shown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a step expects of the answer and captures from it. A step that says nothing of the answer's status, headers or body
 * expects a status below 400.
 */
record Expectations(Optional<StatusSet> status, List<Assertion> assertions, Map<String, Reading> captures) {

    private static final int FIRST_ERROR = 400;

    record Assertion(Reading reading, Check check) {}

    private enum Source {
        STATUS,
        HEADER,
        BODY,
        JSON,
        TIME
    }

    static Expectations read(Parameters parameters) {
        List<Assertion> assertions = new ArrayList<>();
        for (Parameters assertion : parameters.objects("assertions")) {
            assertions.add(new Assertion(reading(assertion), Check.read(assertion)));
        }
        Map<String, Reading> captures = new LinkedHashMap<>();
        parameters.texts("extract").forEach((name, place) -> {
            if (HttpAction.OUTPUT_NAMES.contains(name)) {
                throw parameters.refuse("extract", "free of \"" + name + "\", which is an output already");
            }
            captures.put(
                    name,
                    Reading.ofCapture(place)
                            .orElseThrow(() -> parameters.refuse(
                                    "extract",
                                    "names with \"$.path\", \"header:Name\" or \"regex:expression\" (\"" + name
                                            + "\" is not)")));
        });
        return new Expectations(status(parameters), assertions, captures);
    }

    private static Optional<StatusSet> status(Parameters parameters) {
        boolean isOld = parameters.has("return_status_code");
        if (isOld && parameters.has("expected_status")) {
            throw parameters.refuse("return_status_code", "left out beside \"expected_status\"");
        }
        String name = isOld ? "return_status_code" : "expected_status";
        if (!parameters.has(name)) {
            return Optional.empty();
        }
        return Optional.of(StatusSet.read(parameters.value(name))
                .orElseThrow(() ->
                        parameters.refuse(name, "a status such as 200, a class such as \"2xx\", or a list of these")));
    }

    private static Reading reading(Parameters assertion) {
        return switch (assertion.choice("source", Source.class)) {
            case STATUS -> new Reading.Status();
            case TIME -> new Reading.Time();
            case BODY -> new Reading.Body();
            case HEADER -> new Reading.Header(assertion.text("name"));
            case JSON -> Reading.JsonAt.of(assertion.has("path") ? assertion.text("path") : assertion.text("name"));
        };
    }

    /**
     * Captures into outputs and test variables.
     *
     * @return what could not be captured
     */
    List<String> capture(Answer answer, ActionContext context, Map<String, @Nullable Object> outputs)
            throws InterruptedException {
        List<String> complaints = new ArrayList<>();
        for (Map.Entry<String, Reading> capture : captures.entrySet()) {
            Found found = capture.getValue().in(answer);
            if (found.exists() && isTooLong(found)) {
                complaints.add(complain(
                        context,
                        "Expected to extract \"" + capture.getKey() + "\" of at most "
                                + ActionResult.MAXIMUM_OUTPUT_CHARACTERS + " characters, but it is longer."));
            } else if (found.exists()) {
                outputs.put(capture.getKey(), found.value());
                context.setVariable(capture.getKey(), found.value());
            } else {
                complaints.add(complain(
                        context,
                        "Expected to extract \"" + capture.getKey() + "\" from "
                                + capture.getValue().words() + ", but " + whyNothing(capture.getValue(), answer)
                                + "."));
            }
        }
        return complaints;
    }

    private static boolean isTooLong(Found found) {
        int length = found.value() instanceof String text
                ? text.length()
                : Json.write(found.value()).length();
        return length > ActionResult.MAXIMUM_OUTPUT_CHARACTERS;
    }

    /**
     * Judges and logs each expectation.
     *
     * @return the expectations that were not met
     */
    List<String> judge(Answer answer, ActionContext context) throws InterruptedException {
        List<String> complaints = new ArrayList<>();
        if (status.isPresent()) {
            StatusSet set = status.get();
            if (set.contains(answer.status())) {
                context.log("✔ status to be " + set.words() + ": found " + answer.status());
            } else {
                complaints.add(complain(
                        context, "Expected status to be " + set.words() + ", but found " + answer.status() + "."));
            }
        }
        for (Assertion assertion : assertions) {
            Found found = assertion.reading().in(answer);
            String subject = assertion.reading().words();
            boolean isReadable = !(assertion.reading() instanceof Reading.JsonAt)
                    || answer.json().isPresent();
            if (!isReadable) {
                complaints.add(complain(
                        context,
                        "Expected " + subject + " " + assertion.check().words() + ", but "
                                + whyNothing(assertion.reading(), answer) + "."));
            } else if (assertion.check().isMetBy(found)) {
                context.log("✔ " + subject + " " + assertion.check().words() + ": found " + Shown.value(found));
            } else {
                complaints.add(complain(context, assertion.check().complaint(subject, found)));
            }
        }
        if (!saysWhatToAnswer() && answer.status() >= FIRST_ERROR) {
            complaints.add(complain(
                    context,
                    "Expected a status below 400, since the step expects no other, but found " + answer.status()
                            + "."));
        }
        return complaints;
    }

    /** Whether the body itself matters. */
    boolean lookIntoBody() {
        return assertions.stream().anyMatch(assertion -> isInBody(assertion.reading()))
                || captures.values().stream().anyMatch(Expectations::isInBody);
    }

    private static boolean isInBody(Reading reading) {
        return !(reading instanceof Reading.Status
                || reading instanceof Reading.Time
                || reading instanceof Reading.Header);
    }

    private boolean saysWhatToAnswer() {
        return status.isPresent()
                || assertions.stream().anyMatch(assertion -> !(assertion.reading() instanceof Reading.Time));
    }

    private static String whyNothing(Reading reading, Answer answer) {
        if (reading instanceof Reading.JsonAt && answer.json().isEmpty()) {
            return answer.size() == 0
                    ? "the body is empty"
                    : "the body is not JSON: " + Shown.value(Shown.text(answer.text(), 80));
        }
        return "there is nothing";
    }

    private static String complain(ActionContext context, String complaint) {
        context.log(LogLevel.ERROR, "✘ " + complaint);
        return complaint;
    }
}
