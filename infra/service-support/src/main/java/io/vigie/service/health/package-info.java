/** Answers whether this service is ready to serve, and why not. */
@NullMarked
package io.vigie.service.health;

import org.jspecify.annotations.NullMarked;
