/** Hands the addresses of the servers to Spring's test contexts; the only room here that knows Spring. */
@NullMarked
package io.vigie.testsupport.spring;

import org.jspecify.annotations.NullMarked;
