/** How events are kept in PostgreSQL: their explicit names, their JSON, and the columns that hold it. */
@org.jspecify.annotations.NullMarked
package io.vigie.campaign.storing;
