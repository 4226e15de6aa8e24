/** The door of Vigie: one origin for browsers and clients, authentication, routing to the services, and live streams that lose nothing. */
@NullMarked
package io.vigie.gateway;

import org.jspecify.annotations.NullMarked;
