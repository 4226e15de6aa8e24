/** What the HTTP edge of every service has in common: defaults, limits, languages and the request log. */
@NullMarked
package io.vigie.service.http;

import org.jspecify.annotations.NullMarked;
