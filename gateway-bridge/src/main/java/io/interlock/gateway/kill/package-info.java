/** The kill switch of this bridge: latched here first, then told to the venues. */
@NullMarked
package io.interlock.gateway.kill;

import org.jspecify.annotations.NullMarked;
