package io.interlock.local.keys;

/** What the holder of a token may do; its name in the token's {@code groups} is {@link #claim}. */
public enum Role {
  /** Sends orders, and may stop trading. */
  TRADER("trader"),
  /** Also sets limits and resumes trading. */
  RISK_OFFICER("risk-officer"),
  /** Reads the record. */
  AUDITOR("auditor"),
  /** A service of Interlock calling another one. */
  SERVICE("service");

  private final String claim;

  Role(String claim) {
    this.claim = claim;
  }

  public String claim() {
    return claim;
  }
}
