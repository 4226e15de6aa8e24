/** Cuts lists into pages, all services in the same envelope. */
@NullMarked
package io.vigie.service.paging;

import org.jspecify.annotations.NullMarked;
