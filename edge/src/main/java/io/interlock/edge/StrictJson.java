package io.interlock.edge;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.interlock.contracts.json.Json;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/** Makes JSON over HTTP look like JSON on Kafka. */
@Singleton
public class StrictJson implements ObjectMapperCustomizer {
  @Override
  public void customize(ObjectMapper mapper) {
    Json.configure(mapper);
  }
}
