package io.vigie.campaign;

import io.vigie.contracts.ProjectId;

/**
 * Something that was decided and is kept for ever in the event store. Each room has a sealed family of facts; a stored fact is
 * never edited, a new meaning is a new record with a new name.
 */
public interface Fact {

    /** The project that owns what the fact speaks of. */
    ProjectId projectId();
}
