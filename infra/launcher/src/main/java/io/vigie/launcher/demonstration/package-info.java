/** The two campaigns that a first start brings, posted through Vigie's own public API. */
@NullMarked
package io.vigie.launcher.demonstration;

import org.jspecify.annotations.NullMarked;
