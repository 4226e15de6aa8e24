/** How actions reach other machines: addresses judged before they are connected to, waits that end in time, trusted certificates. */
@NullMarked
package io.vigie.actions.reach;

import org.jspecify.annotations.NullMarked;
