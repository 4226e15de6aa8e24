/** What another service may ask, and what it is answered. */
@org.jspecify.annotations.NullMarked
package io.vigie.contracts.launch;
