/** How the JVMs of the system are started: with small heaps, and with archives of their classes that make the next start quicker. */
@NullMarked
package io.vigie.launcher.jvm;

import org.jspecify.annotations.NullMarked;
