package io.vigie.execution.working;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Replaces words in texts, in one pass over a text however many words there are: an environment of 500 secrets has 6 000, and a search for
 * each of them would take a third of a millisecond for every line. The result is that of replacing one word after another, the
 * longest first. Where whoever wrote the text has cut it with an ellipsis, the beginning of a word is hidden as well. Immutable.
 */
final class WordMask {

    /** The least length of a word; so many of its first characters are looked up at each place of a text. */
    static final int SHORTEST = 4;

    private static final char ELLIPSIS = '…';

    private final String mask;
    private final Index words;
    private final Index loners;

    /**
     * @param words each of {@value #SHORTEST} characters or more, hidden wherever they stand
     * @param loners of one character or more, hidden where neither a letter nor a digit touches them
     * @param mask stands in their place, and is never itself searched
     */
    WordMask(Collection<String> words, Collection<String> loners, String mask) {
        this.mask = mask;
        // The longest first: one word may be the beginning of another.
        TreeSet<String> ordered = new TreeSet<>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        ordered.addAll(words);
        this.words = new Index(List.copyOf(ordered), SHORTEST);
        this.loners = new Index(List.copyOf(loners), 1);
    }

    String hide(String text) {
        long[] places = words.find(text);
        long[] lonely = loners.find(text);
        int cut = text.indexOf(ELLIPSIS);
        if (places.length == 0 && lonely.length == 0 && cut < 0) {
            return text;
        }
        Hidden hidden = new Hidden(text);
        for (long place : places) {
            hidden.hide(at(place), words.word(number(place)).length());
        }
        for (int after = 0; cut >= 0; after = cut + 1, cut = text.indexOf(ELLIPSIS, after)) {
            hidden.hideRest(words.beginning(text, after, cut), cut);
        }
        for (int i = 0; i < lonely.length; ) {
            int word = number(lonely[i]);
            int last = i;
            while (last < lonely.length && number(lonely[last]) == word) {
                last++;
            }
            hidden.hideLoners(
                    Arrays.copyOfRange(lonely, i, last), loners.word(word).length());
            i = last;
        }
        return hidden.text(mask);
    }

    private static long place(int number, int at) {
        return (long) number << 32 | at;
    }

    private static int number(long place) {
        return (int) (place >>> 32);
    }

    private static int at(long place) {
        return (int) place;
    }

    /** Words by the hash of their first characters. */
    private static final class Index {

        private static final long[] NONE = {};

        private final List<String> words;
        private final int prefix;
        /** The number of the first word with that hash, and for each word that of the next; -1 at the end. */
        private final int[] first;

        private final int[] next;

        Index(List<String> words, int prefix) {
            this.words = words;
            this.prefix = prefix;
            this.first = new int[Integer.highestOneBit(Math.max(8, words.size() * 4)) * 2];
            this.next = new int[words.size()];
            Arrays.fill(first, -1);
            for (int word = words.size() - 1; word >= 0; word--) {
                int bucket = bucket(words.get(word), 0);
                next[word] = first[bucket];
                first[bucket] = word;
            }
        }

        String word(int number) {
            return words.get(number);
        }

        private int bucket(String text, int from) {
            int hash = 0;
            for (int i = from; i < from + prefix; i++) {
                hash = hash * 0x9E3779B1 + text.charAt(i);
            }
            return (hash ^ hash >>> 15) & first.length - 1;
        }

        /** Where a word begins of which all that follows up to the end is a part; the end when there is none. */
        int beginning(String text, int from, int end) {
            int longest = words.isEmpty() ? 0 : words.getFirst().length();
            for (int at = Math.max(from, end - longest + 1); at <= end - prefix; at++) {
                for (int word = first[bucket(text, at)]; word >= 0; word = next[word]) {
                    if (words.get(word).length() > end - at && text.regionMatches(at, words.get(word), 0, end - at)) {
                        return at;
                    }
                }
            }
            return end;
        }

        /** Where which words stand, by their numbers and then by places; overlapping ones too. */
        long[] find(String text) {
            if (words.isEmpty()) {
                return NONE;
            }
            long[] found = NONE;
            int count = 0;
            for (int at = 0; at <= text.length() - prefix; at++) {
                for (int word = first[bucket(text, at)]; word >= 0; word = next[word]) {
                    if (text.startsWith(words.get(word), at)) {
                        if (count == found.length) {
                            found = Arrays.copyOf(found, Math.max(16, count * 2));
                        }
                        found[count++] = place(word, at);
                    }
                }
            }
            if (count == 0) {
                return NONE;
            }
            Arrays.sort(found, 0, count);
            return Arrays.copyOf(found, count);
        }
    }

    /** What of a text is hidden so far. */
    private static final class Hidden {

        private final String text;
        private final BitSet characters = new BitSet();
        private final BitSet ends = new BitSet();

        Hidden(String text) {
            this.text = text;
        }

        /** Nothing that is hidden already is a part of a word. */
        void hide(int at, int length) {
            int taken = characters.nextSetBit(at);
            if (taken < 0 || taken >= at + length) {
                characters.set(at, at + length);
                ends.set(at + length - 1);
            }
        }

        /** What is still seen of a part. */
        void hideRest(int from, int end) {
            for (int at = characters.nextClearBit(from); at < end; at = characters.nextClearBit(at)) {
                int taken = characters.nextSetBit(at);
                hide(at, (taken < 0 || taken > end ? end : taken) - at);
            }
        }

        /** All of one word, by what stood around them before one of them was hidden. */
        void hideLoners(long[] places, int length) {
            List<Integer> alone = new ArrayList<>();
            for (long place : places) {
                if (!isWordAt(at(place) - 1) && !isWordAt(at(place) + length)) {
                    alone.add(at(place));
                }
            }
            alone.forEach(at -> hide(at, length));
        }

        private boolean isWordAt(int index) {
            return index >= 0
                    && index < text.length()
                    && !characters.get(index)
                    && Character.isLetterOrDigit(text.charAt(index));
        }

        String text(String mask) {
            StringBuilder shown = new StringBuilder();
            int from = 0;
            for (int at = characters.nextSetBit(0); at >= 0; at = characters.nextSetBit(from)) {
                shown.append(text, from, at).append(mask);
                from = ends.nextSetBit(at) + 1;
            }
            return shown.append(text, from, text.length()).toString();
        }
    }
}
