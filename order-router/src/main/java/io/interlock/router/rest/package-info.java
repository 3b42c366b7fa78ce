/** What people and programs ask of the router over HTTP. */
@NullMarked
package io.interlock.router.rest;

import org.jspecify.annotations.NullMarked;
