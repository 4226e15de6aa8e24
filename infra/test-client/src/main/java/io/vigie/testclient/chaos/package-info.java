/** Kills what it can while tests run, and proves afterwards that nothing was lost, doubled or stuck. */
@org.jspecify.annotations.NullMarked
package io.vigie.testclient.chaos;
