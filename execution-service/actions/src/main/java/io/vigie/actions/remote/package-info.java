/** What the actions for files on other machines have in common: operations, outputs, limits and verdicts, whatever the protocol. */
@NullMarked
package io.vigie.actions.remote;

import org.jspecify.annotations.NullMarked;
