/** The language that the services share: ids, messages, their wire names and the topics that carry them. */
@org.jspecify.annotations.NullMarked
package io.vigie.contracts;
