/** The words of MT5 hosts: what is written to them, what they answer, and what an answer proves. */
@NullMarked
package io.interlock.gateway.wire;

import org.jspecify.annotations.NullMarked;
