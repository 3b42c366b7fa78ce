/** What happened, provably? */
@NullMarked
package io.interlock.audit;

import org.jspecify.annotations.NullMarked;
