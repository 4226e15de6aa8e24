/** The four services: where their jars are, what they are told by their environment, when they are healthy. */
@NullMarked
package io.vigie.launcher.services;

import org.jspecify.annotations.NullMarked;
