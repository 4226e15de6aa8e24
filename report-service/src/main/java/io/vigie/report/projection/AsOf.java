package io.vigie.report.projection;

/**
 * Up to where an answer goes: a client that follows the topics from here on misses nothing and sees nothing twice.
 *
 * @param sequence the last run event that is folded into the answer
 * @param partition of the run's events and logs
 * @param runOffset the last offset of that partition of the run events that is folded, -1 when none is
 * @param logOffset the same for the logs
 * @param lag how many records of these partitions were waiting to be folded
 * @param lagMs how old the answer may be, in milliseconds: 0 when nothing was waiting
 */
public record AsOf(long sequence, int partition, long runOffset, long logOffset, long lag, long lagMs) {}
