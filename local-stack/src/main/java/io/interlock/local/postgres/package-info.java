/** A real PostgreSQL server without an installation. */
@NullMarked
package io.interlock.local.postgres;

import org.jspecify.annotations.NullMarked;
