package io.interlock.local.stack;

import io.interlock.local.keys.LocalKeys;
import io.interlock.local.postgres.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The environment variables a service of a local stack is configured by. */
final class ServiceEnvironment {
  private ServiceEnvironment() {}

  static Map<String, String> of(
      StackService service, int port, StackSettings settings, Path publicKey, Path serviceToken) {
    StackPorts ports = settings.ports();
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + ports.kafka());
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    environment.put("INTERLOCK_ENVIRONMENT", "local");
    // The C library would give every thread memory of its own to keep.
    environment.put("MALLOC_ARENA_MAX", "2");
    environment.put("INTERLOCK_SERVICE_TOKEN_FILE", serviceToken.toString());
    environment.put("MP_JWT_VERIFY_PUBLICKEY_LOCATION", publicKey.toUri().toString());
    environment.put("MP_JWT_VERIFY_ISSUER", LocalKeys.ISSUER);
    switch (service) {
      case ORDER_ROUTER -> database(environment, ports, "router");
      case AUDIT_SERVICE -> database(environment, ports, "audit");
      case BROKER_REGISTRY ->
          environment.put("INTERLOCK_REGISTRY_BROKERS_FILE", settings.brokersFile().toString());
      case GATEWAY_BRIDGE -> {
        environment.put("INTERLOCK_GATEWAY_DATA_DIR", settings.folder("gateway").toString());
        environment.put("INTERLOCK_INTAKE_PORT", Integer.toString(ports.intake()));
      }
    }
    // brokers.yaml names these
    environment.put("INTERLOCK_GATEWAY_NAME", "local");
    environment.put("GTW_HOST", "127.0.0.1");
    environment.put("GTW_PORT", Integer.toString(ports.mt5Command()));
    environment.put("GTW_DATA_PORT", Integer.toString(ports.mt5Data()));
    environment.put("INTERLOCK_GATEWAY_URL", StackService.GATEWAY_BRIDGE.url(ports));
    return environment;
  }

  private static void database(Map<String, String> environment, StackPorts ports, String database) {
    String address = "postgresql://127.0.0.1:" + ports.postgres() + "/" + database;
    environment.put("QUARKUS_DATASOURCE_REACTIVE_URL", address);
    environment.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:" + address);
    environment.put("QUARKUS_DATASOURCE_USERNAME", EmbeddedPostgres.USER);
    environment.put("QUARKUS_DATASOURCE_PASSWORD", EmbeddedPostgres.USER);
  }
}
