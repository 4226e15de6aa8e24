/** The whole system as its users meet it: real processes behind the public port. */
package io.vigie.endtoend;
