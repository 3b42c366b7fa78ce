/** Stopping, resuming and limiting trading. */
@NullMarked
package io.interlock.cli.control;

import org.jspecify.annotations.NullMarked;
