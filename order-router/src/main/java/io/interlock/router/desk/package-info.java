/** Where orders are held while they live, and how what happens to them is applied and kept. */
@NullMarked
package io.interlock.router.desk;

import org.jspecify.annotations.NullMarked;
