/** The work that the coordinator hands to workers. */
@org.jspecify.annotations.NullMarked
package io.vigie.contracts.task;
