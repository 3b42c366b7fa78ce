/** Starting, stopping and watching the local stack. */
@NullMarked
package io.interlock.cli.stack;

import org.jspecify.annotations.NullMarked;
