/** Compares what a module makes with the files that are committed of it. */
@NullMarked
package io.vigie.testsupport.committed;

import org.jspecify.annotations.NullMarked;
