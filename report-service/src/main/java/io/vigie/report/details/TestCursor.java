package io.vigie.report.details;

/**
 * Where the tests go on.
 *
 * @param after the position of the last test that was given
 * @param url the next part of the list
 */
public record TestCursor(int after, String url) {}
