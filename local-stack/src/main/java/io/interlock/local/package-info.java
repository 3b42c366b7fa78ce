/** What do we run against when nothing is installed? */
@NullMarked
package io.interlock.local;

import org.jspecify.annotations.NullMarked;
