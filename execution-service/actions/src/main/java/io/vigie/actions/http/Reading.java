package io.vigie.actions.http;

import com.jayway.jsonpath.JsonPath;
import io.vigie.actions.check.Found;
import io.vigie.actions.check.InterruptibleText;
import io.vigie.actions.check.Json;
import io.vigie.actions.check.Shown;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A place in an answer at which an expectation or a capture looks. */
sealed interface Reading {

    /** What is there. */
    Found in(Answer answer) throws InterruptedException;

    /** The place in words: {@code header "Location"}. */
    String words();

    record Status() implements Reading {
        @Override
        public Found in(Answer answer) {
            return Found.of(answer.status());
        }

        @Override
        public String words() {
            return "status";
        }
    }

    record Time() implements Reading {
        @Override
        public Found in(Answer answer) {
            return Found.of(answer.millis());
        }

        @Override
        public String words() {
            return "time in milliseconds";
        }
    }

    record Body() implements Reading {
        @Override
        public Found in(Answer answer) {
            return answer.size() == 0 ? Found.EMPTY_TEXT : Found.of(answer.text());
        }

        @Override
        public String words() {
            return "body";
        }
    }

    record Header(String name) implements Reading {
        @Override
        public Found in(Answer answer) {
            return answer.header(name);
        }

        @Override
        public String words() {
            return "header " + Shown.value(name);
        }
    }

    record JsonAt(String text, JsonPath path) implements Reading {
        static JsonAt of(String text) {
            return new JsonAt(text, Json.path(text));
        }

        @Override
        public Found in(Answer answer) {
            return answer.json().map(json -> Json.at(path, json.value())).orElse(Found.NOTHING);
        }

        @Override
        public String words() {
            return "JSON " + Shown.value(text);
        }
    }

    /** The first group of a regular expression over the body, or all that matches when it has no group. */
    record BodyPart(Pattern pattern) implements Reading {
        @Override
        public Found in(Answer answer) throws InterruptedException {
            return InterruptibleText.find(pattern, answer.text())
                    .map(BodyPart::captured)
                    .orElse(Found.NOTHING);
        }

        private static Found captured(MatchResult match) {
            String captured = match.groupCount() > 0 ? match.group(1) : match.group();
            return captured == null ? Found.NOTHING : Found.of(captured);
        }

        @Override
        public String words() {
            return "regular expression " + Shown.value(pattern.pattern());
        }
    }

    /** What an entry of {@code extract} means: {@code $.path}, {@code header:Name} or {@code regex:expression}. */
    static Optional<Reading> ofCapture(String text) {
        if (text.startsWith("$")) {
            return Optional.of(JsonAt.of(text));
        }
        if (text.startsWith("header:") && !text.substring(7).isBlank()) {
            return Optional.of(new Header(text.substring(7).strip()));
        }
        if (text.startsWith("regex:")) {
            try {
                return Optional.of(new BodyPart(Pattern.compile(text.substring(6))));
            } catch (PatternSyntaxException notAnExpression) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
