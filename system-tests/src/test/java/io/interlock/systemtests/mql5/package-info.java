/**
 * The Windows side, proved on Linux: the Expert Advisor compiled and traded with by its harness.
 */
@NullMarked
package io.interlock.systemtests.mql5;

import org.jspecify.annotations.NullMarked;
