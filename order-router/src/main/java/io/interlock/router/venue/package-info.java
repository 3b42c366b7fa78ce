/** What goes to venues and what comes back: sending once, watching, resolving, reconciling. */
@NullMarked
package io.interlock.router.venue;

import org.jspecify.annotations.NullMarked;
