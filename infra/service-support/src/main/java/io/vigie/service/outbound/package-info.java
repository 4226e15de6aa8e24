/** Where a service may connect to when somebody who is not its operator says where. */
@NullMarked
package io.vigie.service.outbound;

import org.jspecify.annotations.NullMarked;
