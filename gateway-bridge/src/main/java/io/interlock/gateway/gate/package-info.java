/** What must hold at the very moment something is written to a venue. */
@NullMarked
package io.interlock.gateway.gate;

import org.jspecify.annotations.NullMarked;
