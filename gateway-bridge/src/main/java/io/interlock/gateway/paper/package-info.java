/** A broker in this process: real rules and quotes, no money. */
@NullMarked
package io.interlock.gateway.paper;

import org.jspecify.annotations.NullMarked;
