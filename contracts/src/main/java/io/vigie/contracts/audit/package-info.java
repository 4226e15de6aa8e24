/** What proves a history to somebody who does not trust us: signed checkpoints, the keys that sign them, and what is left of deleted runs. */
@NullMarked
package io.vigie.contracts.audit;

import org.jspecify.annotations.NullMarked;
