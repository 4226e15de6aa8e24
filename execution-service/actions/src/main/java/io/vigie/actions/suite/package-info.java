/** The action {@code suite}: run a real test runner and report each of its tests. */
@NullMarked
package io.vigie.actions.suite;

import org.jspecify.annotations.NullMarked;
