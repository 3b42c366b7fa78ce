/** Which brokers exist, what state they are in, and which of them takes an order. */
@NullMarked
package io.interlock.contracts.broker;

import org.jspecify.annotations.NullMarked;
