/** The action {@code python}: run a Python script, and take values back from it. */
@NullMarked
package io.vigie.actions.python;

import org.jspecify.annotations.NullMarked;
