/** The action {@code playwright}: run tests in the machine's Chromium by Playwright's own runner. */
@NullMarked
package io.vigie.actions.playwright;

import org.jspecify.annotations.NullMarked;
