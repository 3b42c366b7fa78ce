/**
 * What Expert Advisors report and ask: over ZeroMQ and over HTTP, answered from memory, passed on
 * to Kafka.
 *
 * <p>{@link io.interlock.gateway.intake.EventDecoder} and {@link
 * io.interlock.gateway.intake.Approval} decide and do no input or output; {@link
 * io.interlock.gateway.intake.EventDesk} carries one event from its bytes to its answer; the rest
 * are the sockets, topics and files around it.
 */
@NullMarked
package io.interlock.gateway.intake;

import org.jspecify.annotations.NullMarked;
