/**
 * CURVE on ZeroMQ sockets: keys from files, who may connect, and who was refused.
 *
 * <p>A CURVE server without an authenticator takes any client key, so a bound socket is only ever
 * secured together with an {@link io.interlock.gateway.curve.AllowList}.
 */
@NullMarked
package io.interlock.gateway.curve;

import org.jspecify.annotations.NullMarked;
