package io.interlock.edge;

import io.interlock.contracts.json.InvalidMessage;

/** Body of a 4xx answer: the field, the value found and the rule it breaks. */
public record Refusal(String field, String value, String rule) {
  public static Refusal of(InvalidMessage invalid) {
    return new Refusal(invalid.field(), invalid.value(), invalid.rule());
  }
}
