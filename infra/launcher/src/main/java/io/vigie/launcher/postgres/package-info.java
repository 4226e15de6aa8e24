/** PostgreSQL from unpacked binaries: its cluster, its databases, its start and its stop. */
@NullMarked
package io.vigie.launcher.postgres;

import org.jspecify.annotations.NullMarked;
