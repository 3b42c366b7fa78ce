/** What is asked of a bridge on a caller's behalf. */
@NullMarked
package io.interlock.registry.bridge;

import org.jspecify.annotations.NullMarked;
