/** The signer's ledger on its topic. */
@NullMarked
package io.vigie.execution.signing.publishing;

import org.jspecify.annotations.NullMarked;
