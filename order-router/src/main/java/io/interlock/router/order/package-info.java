/** An order's life as a pure function: what it is, what can happen to it, what follows. */
@NullMarked
package io.interlock.router.order;

import org.jspecify.annotations.NullMarked;
