/** The way in from Kafka: launch commands of other services, and the actions that workers announce. */
@org.jspecify.annotations.NullMarked
package io.vigie.campaign.intake;
