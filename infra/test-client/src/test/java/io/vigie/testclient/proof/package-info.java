@org.jspecify.annotations.NullMarked
package io.vigie.testclient.proof;
