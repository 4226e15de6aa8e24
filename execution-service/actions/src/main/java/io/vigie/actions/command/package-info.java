/** The action {@code command}: run a program, or a line of the shell. */
@NullMarked
package io.vigie.actions.command;

import org.jspecify.annotations.NullMarked;
