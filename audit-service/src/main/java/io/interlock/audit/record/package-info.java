/** How what happened reaches the trail from Kafka. */
@NullMarked
package io.interlock.audit.record;

import org.jspecify.annotations.NullMarked;
