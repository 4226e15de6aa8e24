/**
 * Runs programs that tests give: bounded in output, memory, processes, file size and time, with an environment of their own, and
 * ended to the last child.
 */
@NullMarked
package io.vigie.actions.process;

import org.jspecify.annotations.NullMarked;
