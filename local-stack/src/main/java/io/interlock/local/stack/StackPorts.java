package io.interlock.local.stack;

import io.interlock.local.process.Ports;
import java.util.LinkedHashMap;
import java.util.Map;

/** On which loopback ports the parts of a local stack listen. */
public record StackPorts(
    int router,
    int registry,
    int gateway,
    int audit,
    int kafka,
    int postgres,
    int mt5Command,
    int mt5Data,
    int mt5Control,
    int intake) {

  /** The ports the documentation names. */
  public static StackPorts documented() {
    return new StackPorts(8080, 8081, 8082, 8083, 9092, 15432, 5555, 5556, 5558, 5557);
  }

  /** Ports nobody uses now, so that stacks can run beside each other. */
  public static StackPorts free() {
    int[] ports = Ports.free(10);
    return new StackPorts(
        ports[0], ports[1], ports[2], ports[3], ports[4], ports[5], ports[6], ports[7], ports[8],
        ports[9]);
  }

  /** What listens where, by the option that changes it. */
  public Map<String, Integer> byName() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    ports.put("kafka", kafka);
    ports.put("postgres", postgres);
    ports.put("mt5", mt5Command);
    ports.put("mt5-data", mt5Data);
    ports.put("mt5-control", mt5Control);
    ports.put("intake", intake);
    ports.put("router", router);
    ports.put("registry", registry);
    ports.put("gateway", gateway);
    ports.put("audit", audit);
    return ports;
  }
}
