/** Programs started beside this one, and how they are stopped, killed and frozen. */
@NullMarked
package io.interlock.local.process;

import org.jspecify.annotations.NullMarked;
