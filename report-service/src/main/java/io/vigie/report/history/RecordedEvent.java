package io.vigie.report.history;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;

/** An event as it was written: its CloudEvents JSON, verbatim, on one line. */
record RecordedEvent(@JsonValue @JsonRawValue String line) {}
