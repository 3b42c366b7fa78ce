/** Which lines may no module cross? */
@NullMarked
package io.interlock.houserules;

import org.jspecify.annotations.NullMarked;
