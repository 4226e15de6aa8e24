/** Results of real test runners' own tests: read while they are reported, counted, and turned into one verdict. */
@NullMarked
package io.vigie.actions.cases;

import org.jspecify.annotations.NullMarked;
