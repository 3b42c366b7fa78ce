/** Which accounts this router writes for, and how it takes and keeps them. */
@NullMarked
package io.interlock.router.ownership;

import org.jspecify.annotations.NullMarked;
