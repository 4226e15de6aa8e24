/** The action {@code pause}: wait a while. */
@NullMarked
package io.vigie.actions.pause;

import org.jspecify.annotations.NullMarked;
