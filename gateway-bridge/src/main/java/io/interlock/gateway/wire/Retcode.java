package io.interlock.gateway.wire;

import org.jspecify.annotations.Nullable;

/** MetaTrader's trade server return codes, and what each proves. */
public enum Retcode {
  NONE(0, Meaning.UNKNOWN),
  REQUOTE(10004, Meaning.FRESH_PRICE),
  REJECT(10006, Meaning.REFUSED),
  CANCEL(10007, Meaning.REFUSED),
  PLACED(10008, Meaning.DONE),
  DONE(10009, Meaning.DONE),
  DONE_PARTIAL(10010, Meaning.DONE),
  ERROR(10011, Meaning.UNKNOWN),
  TIMEOUT(10012, Meaning.UNKNOWN),
  INVALID(10013, Meaning.REFUSED),
  INVALID_VOLUME(10014, Meaning.REFUSED),
  INVALID_PRICE(10015, Meaning.REFUSED),
  INVALID_STOPS(10016, Meaning.REFUSED),
  TRADE_DISABLED(10017, Meaning.REFUSED),
  MARKET_CLOSED(10018, Meaning.REFUSED),
  NO_MONEY(10019, Meaning.REFUSED),
  PRICE_CHANGED(10020, Meaning.FRESH_PRICE),
  PRICE_OFF(10021, Meaning.FRESH_PRICE),
  INVALID_EXPIRATION(10022, Meaning.REFUSED),
  ORDER_CHANGED(10023, Meaning.REFUSED),
  TOO_MANY_REQUESTS(10024, Meaning.BACK_OFF),
  NO_CHANGES(10025, Meaning.DONE),
  SERVER_DISABLES_AT(10026, Meaning.REFUSED),
  CLIENT_DISABLES_AT(10027, Meaning.REFUSED),
  LOCKED(10028, Meaning.BACK_OFF),
  FROZEN(10029, Meaning.BACK_OFF),
  INVALID_FILL(10030, Meaning.FILLING_MODE),
  CONNECTION(10031, Meaning.BACK_OFF),
  ONLY_REAL(10032, Meaning.REFUSED),
  LIMIT_ORDERS(10033, Meaning.REFUSED),
  LIMIT_VOLUME(10034, Meaning.REFUSED),
  INVALID_ORDER(10035, Meaning.REFUSED),
  POSITION_CLOSED(10036, Meaning.REFUSED),
  INVALID_CLOSE_VOLUME(10038, Meaning.REFUSED),
  CLOSE_ORDER_EXIST(10039, Meaning.REFUSED),
  LIMIT_POSITIONS(10040, Meaning.REFUSED),
  REJECT_CANCEL(10041, Meaning.REFUSED),
  LONG_ONLY(10042, Meaning.REFUSED),
  SHORT_ONLY(10043, Meaning.REFUSED),
  CLOSE_ONLY(10044, Meaning.REFUSED),
  FIFO_CLOSE(10045, Meaning.REFUSED),
  HEDGE_PROHIBITED(10046, Meaning.REFUSED);

  /** What a return code proves. */
  public enum Meaning {
    DONE,
    /** Not executed; would need another price. */
    FRESH_PRICE,
    /** Not executed; may be tried again later. */
    BACK_OFF,
    /** Not executed; would need another filling mode. */
    FILLING_MODE,
    /** Not executed, and would not be. */
    REFUSED,
    /** Proves nothing: to be looked up. */
    UNKNOWN
  }

  private final int code;
  private final Meaning meaning;

  Retcode(int code, Meaning meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  public Meaning meaning() {
    return meaning;
  }

  static @Nullable Retcode of(int code) {
    for (Retcode retcode : values()) {
      if (retcode.code == code) {
        return retcode;
      }
    }
    return null;
  }

  /** A code nobody has described proves nothing. */
  public static Meaning meaning(int code) {
    Retcode retcode = of(code);
    return retcode == null ? Meaning.UNKNOWN : retcode.meaning;
  }

  /** The code's name, or its number if nobody has described it. */
  public static String name(int code) {
    Retcode retcode = of(code);
    return retcode == null ? Integer.toString(code) : retcode.name();
  }
}
