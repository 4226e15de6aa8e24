package io.vigie.action;

/**
 * One value that an action finds out, and that {@code output_mapping} can put into a test variable.
 *
 * @param name the key in {@link ActionResult#outputs()} and in {@code output_mapping}
 * @param description a sentence: what it is, in which unit
 * @param kind what it holds
 */
public record OutputDescription(String name, Localized description, ValueKind kind) {}
