/** Halts, limits and the kill switch as they travel on Kafka. */
@NullMarked
package io.interlock.contracts.control;

import org.jspecify.annotations.NullMarked;
