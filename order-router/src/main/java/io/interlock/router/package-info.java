/** May this signal trade, and where? */
@NullMarked
package io.interlock.router;

import org.jspecify.annotations.NullMarked;
