/** Who may stop or limit trading, and how is that kept and told? */
@NullMarked
package io.interlock.router.risk;

import org.jspecify.annotations.NullMarked;
