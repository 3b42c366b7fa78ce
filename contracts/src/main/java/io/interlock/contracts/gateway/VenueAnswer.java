package io.interlock.contracts.gateway;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.interlock.contracts.json.Rule;

/** What a venue answers when asked about an order. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "answer")
@JsonSubTypes({
  @JsonSubTypes.Type(value = VenueAnswer.Known.class, name = "KNOWN"),
  @JsonSubTypes.Type(value = VenueAnswer.Absent.class, name = "ABSENT"),
  @JsonSubTypes.Type(value = VenueAnswer.Unknown.class, name = "UNKNOWN")
})
public sealed interface VenueAnswer {
  /** The venue knows the order. */
  record Known(VenueOrder order) implements VenueAnswer {
    public Known {
      Rule.required("order", order);
    }
  }

  /**
   * Provably not at the venue, now and for ever.
   *
   * @param proof what proves it, e.g. {@code FENCED}
   */
  record Absent(String proof) implements VenueAnswer {}

  /** Not known now; in particular "not found", which proves nothing. Ask again. */
  record Unknown(String code, String message) implements VenueAnswer {}
}
