/** Looking at brokers. */
@NullMarked
package io.interlock.cli.broker;

import org.jspecify.annotations.NullMarked;
