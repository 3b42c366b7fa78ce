/** Signals from Kafka on their way to the gate. */
@NullMarked
package io.interlock.router.intake;

import org.jspecify.annotations.NullMarked;
