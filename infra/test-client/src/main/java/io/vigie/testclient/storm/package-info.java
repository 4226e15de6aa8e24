/** Puts a bad network between an installation and those who watch it, and proves afterwards that each saw exactly what happened. */
@NullMarked
package io.vigie.testclient.storm;

import org.jspecify.annotations.NullMarked;
