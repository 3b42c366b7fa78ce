/** What producers ask for: trade signals in every accepted format, decoded to one record. */
@NullMarked
package io.interlock.contracts.signal;

import org.jspecify.annotations.NullMarked;
