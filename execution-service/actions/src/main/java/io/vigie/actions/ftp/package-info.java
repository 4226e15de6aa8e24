/** The action {@code ftp}: files on another machine over FTP, plain or inside TLS. */
@NullMarked
package io.vigie.actions.ftp;

import org.jspecify.annotations.NullMarked;
