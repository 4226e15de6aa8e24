/** The PostgreSQL that tests talk to: in a container where a Docker engine answers, else from unpacked binaries. */
@NullMarked
package io.vigie.testsupport.postgres;

import org.jspecify.annotations.NullMarked;
