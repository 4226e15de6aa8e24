/** The written contract of a service's API: made of its controllers, compared with what is committed, and held against what the service answers. */
@NullMarked
package io.vigie.testsupport.openapi;

import org.jspecify.annotations.NullMarked;
