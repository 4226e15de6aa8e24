/** The action {@code var}: set, check and convert the variables of a test. */
@NullMarked
package io.vigie.actions.variable;

import org.jspecify.annotations.NullMarked;
