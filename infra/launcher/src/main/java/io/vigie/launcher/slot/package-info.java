/** Slots of this machine outside any worker: a command that runs in one, and taking away what lost ones have left. */
@NullMarked
package io.vigie.launcher.slot;

import org.jspecify.annotations.NullMarked;
