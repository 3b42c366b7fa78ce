/** What sessions report, on its way to Kafka; nothing here makes a session wait. */
@NullMarked
package io.interlock.gateway.feed;

import org.jspecify.annotations.NullMarked;
