/** Which service answers which path, and in what state a request is handed on. */
@NullMarked
package io.vigie.gateway.routing;

import org.jspecify.annotations.NullMarked;
