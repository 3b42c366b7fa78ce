/** Market data as it travels on Kafka. */
@NullMarked
package io.interlock.contracts.market;

import org.jspecify.annotations.NullMarked;
