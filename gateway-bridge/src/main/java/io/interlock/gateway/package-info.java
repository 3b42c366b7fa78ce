/** Make it happen at the venue, once. */
@NullMarked
package io.interlock.gateway;

import org.jspecify.annotations.NullMarked;
