/** What the door answers by itself: the page, and whether it and the services behind it are well. */
@NullMarked
package io.vigie.gateway.web;

import org.jspecify.annotations.NullMarked;
