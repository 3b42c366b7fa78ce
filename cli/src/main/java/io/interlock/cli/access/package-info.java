/** How commands reach the services: addresses, tokens, HTTP. */
@NullMarked
package io.interlock.cli.access;

import org.jspecify.annotations.NullMarked;
