/** Commands that are part of the bridge's program, so that they also work inside its image. */
@NullMarked
package io.interlock.cli.bridge;

import org.jspecify.annotations.NullMarked;
