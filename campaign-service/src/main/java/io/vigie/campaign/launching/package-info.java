/** Launches: the named rules that allow one, the name that is reserved for it, the plan that is frozen by it. */
@org.jspecify.annotations.NullMarked
package io.vigie.campaign.launching;
