/** What people decided: campaigns, tests, environments, launches. */
@org.jspecify.annotations.NullMarked
package io.vigie.contracts.campaign;
