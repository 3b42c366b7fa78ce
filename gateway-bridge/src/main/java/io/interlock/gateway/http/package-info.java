/** What routers and people call. */
@NullMarked
package io.interlock.gateway.http;

import org.jspecify.annotations.NullMarked;
