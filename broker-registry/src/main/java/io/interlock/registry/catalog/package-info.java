/** How brokers.yaml is read and what of it changed. */
@NullMarked
package io.interlock.registry.catalog;

import org.jspecify.annotations.NullMarked;
