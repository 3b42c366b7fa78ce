/** The brokers and their states as this registry knows them, and what it publishes. */
@NullMarked
package io.interlock.registry.directory;

import org.jspecify.annotations.NullMarked;
