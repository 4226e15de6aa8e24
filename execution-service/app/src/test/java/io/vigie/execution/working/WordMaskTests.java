package io.vigie.execution.working;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordMaskTests {

    private static final String MASK = "••";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void hidesWhatOneSearchAfterAnotherWouldHide(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            // Few letters, so that words overlap, hold each other and stand side by side.
            String letters = round % 2 == 0 ? "ab-" : "abcé 7/";
            List<String> words = texts(random, random.nextInt(12), 4, 9, letters);
            Set<String> loners = new LinkedHashSet<>(texts(random, random.nextInt(4), 1, 3, letters));
            String text = texts(random, 1, 0, 80, letters).getFirst();

            String hidden = new WordMask(words, loners, MASK).hide(text);

            assertThat(hidden)
                    .as("%s and %s in \"%s\"", words, loners, text)
                    .isEqualTo(oneAfterAnother(text, words, loners));
        }
    }

    private static List<String> texts(Random random, int count, int shortest, int longest, String letters) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = random.nextInt(shortest, longest + 1);
            StringBuilder text = new StringBuilder();
            for (int k = 0; k < length; k++) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            texts.add(text.toString());
        }
        return texts;
    }

    private static String oneAfterAnother(String text, List<String> words, Set<String> loners) {
        Set<String> ordered = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        ordered.addAll(words);
        String hidden = text;
        for (String word : ordered) {
            hidden = hidden.replace(word, MASK);
        }
        for (String word : loners) {
            hidden = hideLoner(hidden, word);
        }
        return hidden;
    }

    private static String hideLoner(String text, String word) {
        StringBuilder hidden = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            if (at >= from && !isWordAt(text, at - 1) && !isWordAt(text, at + word.length())) {
                hidden.append(text, from, at).append(MASK);
                from = at + word.length();
            }
        }
        return hidden.append(text, from, text.length()).toString();
    }

    private static boolean isWordAt(String text, int index) {
        return index >= 0 && index < text.length() && Character.isLetterOrDigit(text.charAt(index));
    }
}
