/** How bytes reach a host and come back; knows nothing of what they say. */
@NullMarked
package io.interlock.gateway.transport;

import org.jspecify.annotations.NullMarked;
