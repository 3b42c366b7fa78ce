/** Calls to gateway bridges. */
@NullMarked
package io.interlock.router.gateway;

import org.jspecify.annotations.NullMarked;
