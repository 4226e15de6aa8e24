/** The action {@code sftp}: files on another machine over SSH. */
@NullMarked
package io.vigie.actions.sftp;

import org.jspecify.annotations.NullMarked;
