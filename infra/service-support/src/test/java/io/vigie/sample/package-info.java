/** A small service made only to see, over a real port, what every service gets. */
@NullMarked
package io.vigie.sample;

import org.jspecify.annotations.NullMarked;
