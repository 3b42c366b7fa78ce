/** Sending signals and following orders. */
@NullMarked
package io.interlock.cli.order;

import org.jspecify.annotations.NullMarked;
