/** How runs share what is scarce: asking for, getting and giving back the right to run something in an environment. */
@NullMarked
package io.vigie.contracts.permit;

import org.jspecify.annotations.NullMarked;
