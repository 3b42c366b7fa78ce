/** Reading Kafka topics for a person. */
@NullMarked
package io.interlock.cli.topic;

import org.jspecify.annotations.NullMarked;
