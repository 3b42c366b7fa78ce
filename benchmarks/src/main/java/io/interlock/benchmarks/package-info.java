/** How close to the limit? */
@NullMarked
package io.interlock.benchmarks;

import org.jspecify.annotations.NullMarked;
