package io.interlock.local.mt5.command;

import io.interlock.local.mt5.trade.Instrument;

/** What a terminal publishes by itself, and what can go wrong with that. */
public final class EventStream {
  private final Terminal terminal;

  EventStream(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * A new quote of a symbol.
   *
   * @param always publish it even if nobody subscribed, as hosts without SUBSCRIBE do
   */
  public void tick(Instrument instrument, boolean always) {
    terminal.tick(instrument, always);
  }

  public void heartbeat() {
    terminal.heartbeat();
  }

  /** Writes down and publishes what was changed from outside the terminal. */
  public void settle() {
    terminal.settle();
  }

  public void publishing(boolean on) {
    terminal.events.publishing(on);
  }

  /** Sequence numbers that will never be seen, not in a replay either. */
  public void skip(int count) {
    terminal.events.skip(count);
  }

  /** The next events get lost on the way, but can be replayed. */
  public void drop(int count) {
    terminal.events.drop(count);
  }

  /** The next events arrive twice. */
  public void duplicate(int count) {
    terminal.events.duplicate(count);
  }

  /** Keeps events back until they are released. */
  public void hold() {
    terminal.events.hold();
  }

  public void release(boolean reversed) {
    terminal.events.release(reversed);
  }
}
