/** Runs campaigns: who runs next, on which worker, and the history of what happened. */
@org.jspecify.annotations.NullMarked
package io.vigie.execution;
