/** Does the whole survive? */
@NullMarked
package io.interlock.systemtests;

import org.jspecify.annotations.NullMarked;
