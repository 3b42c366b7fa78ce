package io.interlock.local.stack;

/** The services of Interlock, named as their modules. */
public enum StackService {
  BROKER_REGISTRY("broker-registry"),
  GATEWAY_BRIDGE("gateway-bridge"),
  ORDER_ROUTER("order-router"),
  AUDIT_SERVICE("audit-service");

  private final String module;

  StackService(String module) {
    this.module = module;
  }

  public String module() {
    return module;
  }

  public int port(StackPorts ports) {
    return switch (this) {
      case BROKER_REGISTRY -> ports.registry();
      case GATEWAY_BRIDGE -> ports.gateway();
      case ORDER_ROUTER -> ports.router();
      case AUDIT_SERVICE -> ports.audit();
    };
  }

  public String url(StackPorts ports) {
    return "http://127.0.0.1:" + port(ports);
  }
}
