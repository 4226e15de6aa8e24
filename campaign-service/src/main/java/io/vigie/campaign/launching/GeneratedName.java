package io.vigie.campaign.launching;

import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;

/** Proposes a report's name: the month in French with a capital and the year, with a number when that is taken. Pure. */
final class GeneratedName {

    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMMM uuuu", Locale.FRENCH);

    private GeneratedName() {}

    static String of(YearMonth month) {
        String words = MONTH.format(month);
        return words.substring(0, 1).toUpperCase(Locale.FRENCH) + words.substring(1);
    }

    /** {@code Octobre 2025}, or {@code Octobre 2025 (1)} when that is taken, and so on. */
    static String firstFree(YearMonth month, Set<String> taken) {
        String base = of(month);
        String name = base;
        for (int number = 1; taken.contains(name); number++) {
            name = base + " (" + number + ")";
        }
        return name;
    }
}
