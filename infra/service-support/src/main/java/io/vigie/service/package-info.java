/** What every servlet service of Vigie answers alike: who is asking, what went wrong, which page of a list, how it feels. */
@NullMarked
package io.vigie.service;

import org.jspecify.annotations.NullMarked;
