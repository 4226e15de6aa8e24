/** The commands that a person types, their words and their exit codes. */
@NullMarked
package io.vigie.launcher.cli;

import org.jspecify.annotations.NullMarked;
