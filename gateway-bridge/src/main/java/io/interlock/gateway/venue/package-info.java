/** What a venue session can do, whatever stands behind it, and which sessions there are. */
@NullMarked
package io.interlock.gateway.venue;

import org.jspecify.annotations.NullMarked;
