/**
 * {@code interlock probe}: can this MT5 host be traded with, and if not, why and what to do.
 *
 * <p>Three stages, each telling more than the one before: TCP, the ZeroMQ handshake with a first
 * question, the host's own status. Uses nothing of the running bridge, so it works beside it and
 * without it.
 */
@NullMarked
package io.interlock.gateway.probe;

import org.jspecify.annotations.NullMarked;
