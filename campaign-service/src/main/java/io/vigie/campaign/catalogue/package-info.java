/** Campaigns, their tests in order, and the catalogue of actions that tests may use. */
@org.jspecify.annotations.NullMarked
package io.vigie.campaign.catalogue;
