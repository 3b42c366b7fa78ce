/**
 * The testkit: Interlock running whole, what goes in, what comes out, and what can be done to it.
 */
@NullMarked
package io.interlock.systemtests.stack;

import org.jspecify.annotations.NullMarked;
