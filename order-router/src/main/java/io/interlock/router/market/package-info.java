/** What the market and the brokers look like now, in memory. */
@NullMarked
package io.interlock.router.market;

import org.jspecify.annotations.NullMarked;
