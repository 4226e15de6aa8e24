/** A run as a file that other programs, people and auditors read: written as it is read, in the memory of one page of tests. */
@NullMarked
package io.vigie.report.export;

import org.jspecify.annotations.NullMarked;
