/** Knows who is asking: verifies the session token of every request and hands controllers the current user. */
@NullMarked
package io.vigie.service.identity;

import org.jspecify.annotations.NullMarked;
