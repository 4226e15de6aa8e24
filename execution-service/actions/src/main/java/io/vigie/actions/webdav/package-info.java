/** The action {@code webdav}: files on a web server (RFC 4918). */
@NullMarked
package io.vigie.actions.webdav;

import org.jspecify.annotations.NullMarked;
