/** How messages are written and, strictly, read. */
@NullMarked
package io.interlock.contracts.json;

import org.jspecify.annotations.NullMarked;
