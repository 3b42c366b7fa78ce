/** Which brokers exist, are they up, which takes this order? */
@NullMarked
package io.interlock.registry;

import org.jspecify.annotations.NullMarked;
