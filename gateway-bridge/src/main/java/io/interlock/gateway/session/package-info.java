/** MT5 sessions: which hosts a broker has, what state they are in, and how orders get through. */
@NullMarked
package io.interlock.gateway.session;

import org.jspecify.annotations.NullMarked;
