/** Keeps files by key, behind one small interface ({@link io.vigie.storage.FileStorage}). */
@NullMarked
package io.vigie.storage;

import org.jspecify.annotations.NullMarked;
