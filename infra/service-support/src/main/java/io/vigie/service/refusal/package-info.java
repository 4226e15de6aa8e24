/** Says no in one voice: which request is refused, why, and where in it, as an RFC 9457 problem in the reader's language. */
@NullMarked
package io.vigie.service.refusal;

import org.jspecify.annotations.NullMarked;
