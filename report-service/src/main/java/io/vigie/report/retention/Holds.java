package io.vigie.report.retention;

import java.util.Optional;
import java.util.UUID;

/** Tells what nobody may remove, as far as is folded: those who decide have the last word. */
public interface Holds {

    /** Why a run is held, by itself or with its whole campaign; nothing when it is not. */
    Optional<String> reasonFor(UUID run, String campaign);
}
