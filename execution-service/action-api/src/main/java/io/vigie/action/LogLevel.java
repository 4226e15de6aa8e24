package io.vigie.action;

/** How much a log line of a test matters to whoever reads it. */
public enum LogLevel {
    /** Only of use to someone who looks for a cause. */
    DEBUG,
    /** What happened, step by step. */
    INFO,
    /** Went on, but not quite as one would think. */
    WARN,
    /** The reason why a step failed or broke. */
    ERROR
}
