package io.vigie.actions.process;

import java.util.Optional;

/**
 * How a program ended.
 *
 * @param exitCode what it answered; 128 and the signal's number when a signal ended it
 * @param stdout what it wrote, cut after {@value ProcessRunner#MOST_KEPT_CHARACTERS} characters
 * @param stderr the same of its standard error
 * @param durationMillis from start to end
 * @param stopped why it was ended, or refused what it asked for: a whole sentence that names the limit; empty when it ended by itself
 */
public record Ended(int exitCode, String stdout, String stderr, long durationMillis, Optional<String> stopped) {}
