/** Where actions may read and write on the worker: two directories of the attempt, and nowhere else. */
@NullMarked
package io.vigie.actions.place;

import org.jspecify.annotations.NullMarked;
