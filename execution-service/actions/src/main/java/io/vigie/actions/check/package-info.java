/** How actions compare what they found with what a test expects, and how they word the answer. */
@NullMarked
package io.vigie.actions.check;

import org.jspecify.annotations.NullMarked;
