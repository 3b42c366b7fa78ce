/** How the trail is kept: rows, and what is stored in one commit. */
@NullMarked
package io.interlock.audit.trail;

import org.jspecify.annotations.NullMarked;
