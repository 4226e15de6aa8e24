/** Which parts of the service run in this process. */
@NullMarked
package io.vigie.execution.roles;

import org.jspecify.annotations.NullMarked;
