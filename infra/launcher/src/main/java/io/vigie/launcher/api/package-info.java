/** Vigie's own public API, as its launcher uses it. */
@NullMarked
package io.vigie.launcher.api;

import org.jspecify.annotations.NullMarked;
