package io.vigie.actions.check;

import org.jspecify.annotations.Nullable;

/**
 * What was found where an expectation looks; a thing can be there and be {@code null}.
 *
 * @param exists whether there is anything
 * @param value JSON-like; when there is nothing, {@code null} or what stands for it
 */
public record Found(boolean exists, @Nullable Object value) {

    /** There is nothing at that place. */
    public static final Found NOTHING = new Found(false, null);

    /** There is no text, which also equals the empty one. */
    public static final Found EMPTY_TEXT = new Found(false, "");

    /** There is this. */
    public static Found of(@Nullable Object value) {
        return new Found(true, value);
    }
}
