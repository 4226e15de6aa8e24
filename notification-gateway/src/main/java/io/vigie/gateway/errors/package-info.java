/** How the door refuses: one problem with a French and an English sentence, written as problem JSON. */
@NullMarked
package io.vigie.gateway.errors;

import org.jspecify.annotations.NullMarked;
