@NullMarked
package io.vigie.testclient.storm;

import org.jspecify.annotations.NullMarked;
