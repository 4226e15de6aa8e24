package io.vigie.execution.intake;

import io.vigie.execution.coordinating.RunState;
import io.vigie.execution.publishing.HistoryEnd;

/** A run's header as it is stored: its state, and where its history ends. */
record RunRecord(RunState state, HistoryEnd end) {}
