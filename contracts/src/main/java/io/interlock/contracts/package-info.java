/** What do we say to each other? Topic names and the messages on them. */
@NullMarked
package io.interlock.contracts;

import org.jspecify.annotations.NullMarked;
