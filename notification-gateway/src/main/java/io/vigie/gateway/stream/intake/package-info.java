/** The only room that knows Kafka: follows the end of the two topics, and reads their past for those who missed something. */
@NullMarked
package io.vigie.gateway.stream.intake;

import org.jspecify.annotations.NullMarked;
