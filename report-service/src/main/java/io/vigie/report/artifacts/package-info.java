/** What attempts kept: a list for each test, and the files themselves, handed out so that none of them can act as the user. */
@NullMarked
package io.vigie.report.artifacts;

import org.jspecify.annotations.NullMarked;
