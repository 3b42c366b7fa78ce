package io.interlock.gateway.venue;

/** The venue could not be asked; says nothing about what it holds. */
public final class VenueUnavailable extends Exception {
  private final String code;

  public VenueUnavailable(String code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
