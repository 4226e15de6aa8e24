/** Puts variables into the parameters of actions: three kinds, one pass, never evaluated. */
@NullMarked
package io.vigie.execution.variables;

import org.jspecify.annotations.NullMarked;
