package io.vigie.testsupport.openapi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what the sources say of types, their components and methods, so that it is written once. What is not found is not told. */
final class Docstrings {

    private static final List<String> PLACES = List.of(
            "src/main/java",
            "../contracts/src/main/java",
            "../infra/service-support/src/main/java",
            "../infra/storage/src/main/java");
    private static final String COMMENT = "/\\*\\*((?:(?!\\*/).)*?)\\*/";
    /** Annotations, and whatever else may stand between a comment and what it is about. */
    private static final String BETWEEN = "\\s*(?:@[\\w.]+(?:\\((?:[^()]|\\([^()]*\\))*\\))?\\s*)*";

    private final Map<String, String> sources = new HashMap<>();

    Optional<String> ofType(Class<?> type) {
        return comment(type, "[\\w\\s]*?\\b(?:record|class|interface|enum)\\s+" + type.getSimpleName() + "\\b")
                .flatMap(Docstrings::text);
    }

    /** What {@code @param} says of a record's component. */
    Optional<String> ofComponent(Class<?> type, String component) {
        return comment(type, "[\\w\\s]*?\\brecord\\s+" + type.getSimpleName() + "\\b")
                .flatMap(comment -> {
                    Matcher tag = Pattern.compile(
                                    "@param " + component + "\\s((?:(?!@param|@return|@throws).)*)", Pattern.DOTALL)
                            .matcher(comment);
                    return tag.find() ? Optional.of(plain(tag.group(1))) : Optional.empty();
                });
    }

    Optional<String> ofMethod(Class<?> type, String method) {
        return comment(type, "[\\w.<>?,\\s\\[\\]]*?\\s" + method + "\\s*\\(").flatMap(Docstrings::text);
    }

    private Optional<String> comment(Class<?> type, String declaration) {
        Matcher found =
                Pattern.compile(COMMENT + BETWEEN + declaration, Pattern.DOTALL).matcher(source(type));
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private String source(Class<?> type) {
        Class<?> outermost = type;
        while (outermost.getEnclosingClass() != null) {
            outermost = outermost.getEnclosingClass();
        }
        return sources.computeIfAbsent(outermost.getName().replace('.', '/') + ".java", Docstrings::read);
    }

    private static String read(String file) {
        try {
            for (String place : PLACES) {
                Path source = Path.of(place, file);
                if (Files.exists(source)) {
                    return Files.readString(source);
                }
            }
            return "";
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Optional<String> text(String comment) {
        String told = plain(comment.split("\\n\\s*\\*\\s*@|^\\s*@", 2)[0]);
        return told.isEmpty() ? Optional.empty() : Optional.of(told);
    }

    static String firstSentence(String text) {
        int end = text.indexOf(". ");
        return (end < 0 ? text : text.substring(0, end)).replaceAll("\\.$", "");
    }

    private static String plain(String comment) {
        return comment.replaceAll("(?m)^\\s*\\*", " ")
                .replaceAll("\\{@(?:code|link|value) #?([^}]*)}", "$1")
                .replaceAll("</?\\w+>", " ")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
