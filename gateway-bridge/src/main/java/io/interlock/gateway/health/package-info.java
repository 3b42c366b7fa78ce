/** Whether this bridge lives and serves, for the orchestrator. */
@NullMarked
package io.interlock.gateway.health;

import org.jspecify.annotations.NullMarked;
