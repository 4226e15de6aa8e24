package io.vigie.report.artifacts;

/**
 * A file that an attempt kept.
 *
 * @param number from 1 within the attempt
 * @param name as people see it, unique within the attempt
 * @param size in bytes
 * @param sha256 of the content, lower-case hexadecimal
 * @param url where the content is
 */
public record Artifact(int attempt, int number, String name, String mediaType, long size, String sha256, String url) {}
