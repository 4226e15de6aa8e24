/** A whole installation and its users, seen from outside: the public port, the command line, and Kafka as an auditor reads it. */
@org.jspecify.annotations.NullMarked
package io.vigie.testclient;
