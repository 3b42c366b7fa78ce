/** How does a person run and operate it? */
@NullMarked
package io.interlock.cli;

import org.jspecify.annotations.NullMarked;
