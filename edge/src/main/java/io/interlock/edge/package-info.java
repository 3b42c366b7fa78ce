/**
 * What the edges of all services have in common: JSON over HTTP, refusals, tokens, compacted
 * topics.
 */
@NullMarked
package io.interlock.edge;

import org.jspecify.annotations.NullMarked;
