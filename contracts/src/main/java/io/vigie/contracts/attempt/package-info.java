/** What a worker reports of its work. Only the coordinator believes it. */
@org.jspecify.annotations.NullMarked
package io.vigie.contracts.attempt;
