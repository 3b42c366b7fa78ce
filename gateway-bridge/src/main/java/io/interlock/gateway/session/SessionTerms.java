package io.interlock.gateway.session;

import java.time.Duration;
import java.util.List;

/**
 * How long things may take.
 *
 * @param queueWait how long a command may wait to be written
 * @param lateReplyGrace how long after deadline and time-out a late reply is still taken
 * @param careEvery how often hosts are asked how they are
 * @param defaultSymbols looked up where the broker entry lists none
 */
record SessionTerms(
    Duration commandTimeout,
    Duration queueWait,
    Duration lateReplyGrace,
    int queueCapacity,
    Duration careEvery,
    List<String> defaultSymbols) {}
