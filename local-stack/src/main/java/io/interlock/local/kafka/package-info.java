/** A real Kafka broker without an installation. */
@NullMarked
package io.interlock.local.kafka;

import org.jspecify.annotations.NullMarked;
