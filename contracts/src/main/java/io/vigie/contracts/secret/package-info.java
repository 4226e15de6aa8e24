/** How a secret travels: sealed under a data key that is itself wrapped. */
@org.jspecify.annotations.NullMarked
package io.vigie.contracts.secret;
