/** The vocabulary of an order's life: identities, states, events, fills. */
@NullMarked
package io.interlock.contracts.order;

import org.jspecify.annotations.NullMarked;
