/** The action {@code s3}: put, get, look at, list and delete objects of a bucket. */
@NullMarked
package io.vigie.actions.s3;

import org.jspecify.annotations.NullMarked;
