/** Journalled events on their way to Kafka. */
@NullMarked
package io.interlock.router.relay;

import org.jspecify.annotations.NullMarked;
