@org.jspecify.annotations.NullMarked
package io.vigie.contracts;
