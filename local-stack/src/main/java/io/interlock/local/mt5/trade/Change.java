package io.interlock.local.mt5.trade;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Something that changed in the broker's books; replaying all of them restores the books. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "change")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Change.OfOrder.class, name = "ORDER"),
  @JsonSubTypes.Type(value = Change.OfPosition.class, name = "POSITION"),
  @JsonSubTypes.Type(value = Change.OfDeal.class, name = "DEAL")
})
public sealed interface Change {
  /** An order was placed, filled, changed or ended. */
  record OfOrder(Order order) implements Change {}

  /** A position was opened, changed or closed; closed ones are given as they last were. */
  record OfPosition(Position position, Kind kind) implements Change {}

  /** A trade was made. */
  record OfDeal(Deal deal) implements Change {}

  /** What became of a position. */
  enum Kind {
    OPENED,
    CHANGED,
    CLOSED
  }
}
