/** Keeps the signer's ledger, shows it, and puts what of it vouches for a run under the run's downloaded history. */
@NullMarked
package io.vigie.report.audit.checkpoints;

import org.jspecify.annotations.NullMarked;
