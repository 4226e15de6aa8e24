/** Environments (filières): their variables, the root variables that declare keys, and the sealing of secrets. */
@org.jspecify.annotations.NullMarked
package io.vigie.campaign.environment;
