/** Which limits, halts and kills stand for an order? */
@NullMarked
package io.interlock.router.control;

import org.jspecify.annotations.NullMarked;
