package io.interlock.contracts.broker;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which words an MT5 host understands; see the wire's page. */
public enum Dialect {
  @JsonProperty("interlock-1")
  INTERLOCK_1,
  @JsonProperty("mt5-crs")
  MT5_CRS,
  @JsonProperty("flat-order")
  FLAT_ORDER,
  @JsonProperty("quantmind")
  QUANTMIND
}
