/** Immutable versions of what runs refer to: tests, environments, actions. */
@org.jspecify.annotations.NullMarked
package io.vigie.contracts.definition;
