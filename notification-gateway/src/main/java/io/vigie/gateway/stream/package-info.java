/** The live streams: contract events become browser events, each with an id by which a client resumes, exactly once and in order. */
@NullMarked
package io.vigie.gateway.stream;

import org.jspecify.annotations.NullMarked;
