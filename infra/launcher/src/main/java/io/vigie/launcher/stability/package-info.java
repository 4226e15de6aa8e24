/** Whether a campaign gives the same verdict every time: it is run several times over, the runs are compared, and proofs are written. */
@NullMarked
package io.vigie.launcher.stability;

import org.jspecify.annotations.NullMarked;
