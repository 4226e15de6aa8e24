/** What happened: folds the history of runs into rows and answers with them. Decides nothing. */
@NullMarked
package io.vigie.report;

import org.jspecify.annotations.NullMarked;
