/** The registry over HTTP. */
@NullMarked
package io.interlock.registry.rest;

import org.jspecify.annotations.NullMarked;
