/** What a router and a gateway bridge say to each other about one broker account. */
@NullMarked
package io.interlock.contracts.gateway;

import org.jspecify.annotations.NullMarked;
