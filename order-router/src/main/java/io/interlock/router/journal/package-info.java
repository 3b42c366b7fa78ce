/** The order journal in PostgreSQL: the gate before a send, what follows it, and what is read. */
@NullMarked
package io.interlock.router.journal;

import org.jspecify.annotations.NullMarked;
