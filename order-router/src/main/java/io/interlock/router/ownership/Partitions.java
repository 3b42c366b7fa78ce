package io.interlock.router.ownership;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Which signal partition an account belongs to: the one Kafka's own partitioner gives its name. */
public final class Partitions {
  private Partitions() {}

  /**
   * @param count partitions of the signal topic, greater than 0
   */
  public static int of(String account, int count) {
    return Utils.toPositive(Utils.murmur2(account.getBytes(StandardCharsets.UTF_8))) % count;
  }
}
