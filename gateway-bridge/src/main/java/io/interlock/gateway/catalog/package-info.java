/** Which brokers this bridge holds: the catalog's, and while Kafka is away the last known. */
@NullMarked
package io.interlock.gateway.catalog;

import org.jspecify.annotations.NullMarked;
