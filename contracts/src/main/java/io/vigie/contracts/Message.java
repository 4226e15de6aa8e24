package io.vigie.contracts;

/**
 * Anything that travels on a topic of Vigie. Each family is a sealed interface that fits on a screen; {@link MessageCatalog} gives every
 * message its wire name. A released message is never edited: a new meaning is a new record with a new version.
 */
public interface Message {

    /** The project that owns what the message speaks of. */
    ProjectId projectId();
}
