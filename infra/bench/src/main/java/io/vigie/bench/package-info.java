/** Measures what people feel: from a click to the first event, from a verdict to the browser, from one test to the next. */
@org.jspecify.annotations.NullMarked
package io.vigie.bench;
