/** The page as it is given out: at which addresses, with which policy, and the files that it asks for. */
@NullMarked
package io.vigie.gateway.page;

import org.jspecify.annotations.NullMarked;
