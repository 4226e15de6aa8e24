/** What the signer reads, and its turn among the processes that may sign. */
@NullMarked
package io.vigie.execution.signing.intake;

import org.jspecify.annotations.NullMarked;
