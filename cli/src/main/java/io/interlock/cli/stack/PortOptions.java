package io.interlock.cli.stack;

import io.interlock.local.stack.StackPorts;
import picocli.CommandLine.Option;

/** Options that move parts of the stack to other ports. */
final class PortOptions {
  @Option(names = "--router-port", defaultValue = "8080", description = "order-router")
  int router;

  @Option(names = "--registry-port", defaultValue = "8081", description = "broker-registry")
  int registry;

  @Option(names = "--gateway-port", defaultValue = "8082", description = "gateway-bridge")
  int gateway;

  @Option(names = "--audit-port", defaultValue = "8083", description = "audit-service")
  int audit;

  @Option(names = "--kafka-port", defaultValue = "9092", description = "Kafka")
  int kafka;

  @Option(names = "--postgres-port", defaultValue = "15432", description = "PostgreSQL")
  int postgres;

  @Option(names = "--mt5-port", defaultValue = "5555", description = "MT5 host, commands")
  int mt5;

  @Option(names = "--mt5-data-port", defaultValue = "5556", description = "MT5 host, events")
  int mt5Data;

  @Option(
      names = "--mt5-control-port",
      defaultValue = "5558",
      description = "MT5 host, ledger and faults")
  int mt5Control;

  @Option(names = "--intake-port", defaultValue = "5557", description = "Expert Advisor events")
  int intake;

  @Option(names = "--free-ports", description = "Use ports nobody uses instead.")
  boolean free;

  StackPorts ports() {
    return free
        ? StackPorts.free()
        : new StackPorts(
            router, registry, gateway, audit, kafka, postgres, mt5, mt5Data, mt5Control, intake);
  }
}
