/** Users: who may enter, by which password, and the tokens that every service verifies. */
@org.jspecify.annotations.NullMarked
package io.vigie.campaign.identity;
