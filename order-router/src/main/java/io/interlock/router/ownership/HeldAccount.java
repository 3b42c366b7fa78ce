package io.interlock.router.ownership;

import org.jboss.logging.Logger;

/** An account of one of our partitions, and how far taking it has come. On the trading thread. */
final class HeldAccount {
  private static final Logger LOG = Logger.getLogger(HeldAccount.class);

  private final String name;
  private Standing standing = Standing.TAKING;
  private long epoch = -1;

  /** A call to its bridge is on its way. */
  boolean renewing;

  HeldAccount(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  Standing standing() {
    return standing;
  }

  /** Epoch it is written for under; -1 while it is not taken. */
  long epoch() {
    return epoch;
  }

  void taken(long newEpoch) {
    epoch = newEpoch;
    LOG.infof("account %s taken at epoch %d", name, newEpoch);
  }

  void stand(Standing now) {
    if (standing != now) {
      LOG.infof("account %s is %s", name, now);
    }
    standing = now;
    if (now == Standing.FOREIGN) {
      epoch = -1;
    }
  }
}
