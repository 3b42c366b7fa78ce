/** How well was an order executed? */
@NullMarked
package io.interlock.router.quality;

import org.jspecify.annotations.NullMarked;
