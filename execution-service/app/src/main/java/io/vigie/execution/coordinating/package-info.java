/** Decides what happens to a run next, as a pure function of its state and of what was reported; it knows no framework. */
@org.jspecify.annotations.NullMarked
package io.vigie.execution.coordinating;
