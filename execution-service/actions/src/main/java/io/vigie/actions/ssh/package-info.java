/** The action {@code ssh}: one command on another machine; and the way into that machine, which {@code sftp} shares. */
@NullMarked
package io.vigie.actions.ssh;

import org.jspecify.annotations.NullMarked;
