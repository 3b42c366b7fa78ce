/** The trail over HTTP. */
@NullMarked
package io.interlock.audit.rest;

import org.jspecify.annotations.NullMarked;
