/** The history of a run: numbered, chained, written by the coordinator alone. */
@org.jspecify.annotations.NullMarked
package io.vigie.contracts.run;
