/** Webhooks: who is told of runs over HTTP, of which ones, and with which secret. What is sent, report-service sends. */
@NullMarked
package io.vigie.campaign.webhooks;

import org.jspecify.annotations.NullMarked;
