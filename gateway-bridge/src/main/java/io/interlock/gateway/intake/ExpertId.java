package io.interlock.gateway.intake;

import io.interlock.contracts.json.Rule;

/** An Expert Advisor: its name and the magic number it trades with. */
public record ExpertId(String ea, long magic) {
  public ExpertId {
    Rule.name("ea", ea);
    Rule.notNegative("magic", magic);
  }

  /** Key of its events on Kafka. */
  @Override
  public String toString() {
    return ea + ":" + magic;
  }
}
