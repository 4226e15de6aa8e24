/** What the door answers by itself: whether it and the services behind it are well, and what their API is. */
@NullMarked
package io.vigie.gateway.web;

import org.jspecify.annotations.NullMarked;
