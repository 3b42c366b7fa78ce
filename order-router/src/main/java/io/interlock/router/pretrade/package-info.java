/** May this order be sent? */
@NullMarked
package io.interlock.router.pretrade;

import org.jspecify.annotations.NullMarked;
