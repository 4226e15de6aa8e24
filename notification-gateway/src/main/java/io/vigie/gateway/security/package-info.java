/** Who may pass: tokens in a header or a cookie, requests from our own pages only, headers that keep the page safe. */
@NullMarked
package io.vigie.gateway.security;

import org.jspecify.annotations.NullMarked;
