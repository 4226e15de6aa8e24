/** Starts programs, tells whether they live and serve, starts the dead again, stops the living in order. */
@NullMarked
package io.vigie.launcher.supervision;

import org.jspecify.annotations.NullMarked;
