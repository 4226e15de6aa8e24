/** The action {@code file}: the campaign's files and the attempt's working directory, and nothing else of the worker. */
@NullMarked
package io.vigie.actions.file;

import org.jspecify.annotations.NullMarked;
