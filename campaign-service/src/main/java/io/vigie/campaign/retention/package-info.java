/** How long runs and what they left are kept, and which of them nobody may remove. */
@org.jspecify.annotations.NullMarked
package io.vigie.campaign.retention;
