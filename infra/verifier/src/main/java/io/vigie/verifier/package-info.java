/**
 * Checks a downloaded history: that its events are chained, and that what a key one trusts has signed is all there. Written from the
 * documents alone; it shares no code with what wrote the history.
 */
@NullMarked
package io.vigie.verifier;

import org.jspecify.annotations.NullMarked;
