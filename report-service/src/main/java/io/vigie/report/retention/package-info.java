/** What has outlived its policy: who is chosen, and by what rule; nothing is removed here, only asked for. */
@org.jspecify.annotations.NullMarked
package io.vigie.report.retention;
