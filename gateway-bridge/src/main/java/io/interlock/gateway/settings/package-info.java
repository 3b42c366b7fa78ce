/** What can be configured, and what is checked before the start. */
@NullMarked
package io.interlock.gateway.settings;

import org.jspecify.annotations.NullMarked;
