/** The single words that the first seed's API and browsers see, derived from phase and outcome. */
@org.jspecify.annotations.NullMarked
package io.vigie.contracts.words;
