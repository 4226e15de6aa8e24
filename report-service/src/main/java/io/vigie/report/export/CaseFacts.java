package io.vigie.report.export;

import io.vigie.contracts.Outcome;
import org.jspecify.annotations.Nullable;

/** A result of a real test runner within an attempt. @param number from 1 within the attempt */
record CaseFacts(
        int number,
        String suite,
        String name,
        Outcome outcome,
        long durationMs,
        @Nullable String message) {}
