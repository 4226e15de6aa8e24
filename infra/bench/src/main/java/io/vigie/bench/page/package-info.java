/** Measures the page in a real browser: a report of ten thousand tests as it changes, scrolls, holds a long log and is first loaded, on one gateway and a broker of its own. */
@NullMarked
package io.vigie.bench.page;

import org.jspecify.annotations.NullMarked;
