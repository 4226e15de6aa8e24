/** What a test says while it runs. */
@org.jspecify.annotations.NullMarked
package io.vigie.contracts.log;
