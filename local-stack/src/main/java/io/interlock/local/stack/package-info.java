/** The whole of Interlock on one machine: servers, a simulated venue and the services. */
@NullMarked
package io.interlock.local.stack;

import org.jspecify.annotations.NullMarked;
