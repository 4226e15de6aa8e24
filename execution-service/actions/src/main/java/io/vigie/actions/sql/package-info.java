/** The action {@code sql}: carry out statements in a database and check their rows. */
@NullMarked
package io.vigie.actions.sql;

import org.jspecify.annotations.NullMarked;
