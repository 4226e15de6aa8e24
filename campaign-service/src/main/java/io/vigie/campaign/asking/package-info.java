/** What somebody asks of the service, and how a refusal is told: the shared edge of all rooms. */
@org.jspecify.annotations.NullMarked
package io.vigie.campaign.asking;
