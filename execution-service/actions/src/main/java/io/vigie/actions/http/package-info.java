/** The action {@code http}: one request, its answer judged and captured. */
@NullMarked
package io.vigie.actions.http;

import org.jspecify.annotations.NullMarked;
