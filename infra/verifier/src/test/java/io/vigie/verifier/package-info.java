/** The verifier against histories that Vigie's own code wrote and somebody changed. */
@NullMarked
package io.vigie.verifier;

import org.jspecify.annotations.NullMarked;
