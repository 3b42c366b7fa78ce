/** Keys and bearer tokens of a stack on one machine. */
@NullMarked
package io.interlock.local.keys;

import org.jspecify.annotations.NullMarked;
