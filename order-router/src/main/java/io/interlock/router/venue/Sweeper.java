package io.interlock.router.venue;

import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.Reason;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.journal.JournalReader;
import io.interlock.router.journal.WriterEpochs;
import io.interlock.router.order.Event;
import io.interlock.router.order.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Looks, always, at every order past its deadline that has not ended, so that none is stuck
 * silently. On the trading thread.
 */
public final class Sweeper {
  private static final Logger LOG = Logger.getLogger(Sweeper.class);
  private static final Duration JOURNAL_GRACE = Duration.ofSeconds(15);

  private final OrderDesk desk;
  private final JournalReader reader;
  private final Submitter submitter;
  private final DoubtResolver resolver;
  private final Reconciliation reconciliation;
  private final WriterEpochs epochs;
  private final Duration answerWithin;

  /**
   * @param answerWithin how long after its deadline the answer to a send may still come
   */
  public Sweeper(
      OrderDesk desk,
      JournalReader reader,
      Submitter submitter,
      DoubtResolver resolver,
      Reconciliation reconciliation,
      WriterEpochs epochs,
      Duration answerWithin) {
    this.desk = desk;
    this.reader = reader;
    this.submitter = submitter;
    this.resolver = resolver;
    this.reconciliation = reconciliation;
    this.epochs = epochs;
    this.answerWithin = answerWithin;
  }

  /** Sweeps what is held here. */
  public void sweep() {
    Instant now = desk.now();
    for (Order order : desk.live()) {
      switch (order.state()) {
        case RECEIVED, READY -> {}
        case SUBMITTING -> submitting(order, now);
        case IN_DOUBT -> resolver.resolve(order.id());
        case MANUAL_REVIEW,
            ACCEPTED,
            TRIGGERED,
            PARTIALLY_FILLED,
            FILLED,
            CANCELED,
            EXPIRED,
            REJECTED,
            DENIED,
            NOT_PLACED -> {}
      }
    }
  }

  private void submitting(Order order, Instant now) {
    Instant deadline = order.deadline();
    if (deadline == null || now.isBefore(deadline)) {
      return;
    }
    if (submitter.waits(order)) {
      desk.apply(
          order.id(),
          new Event.Refused(
              Reason.of("DEADLINE_PASSED", "an earlier order was not answered in time")));
    } else if (now.isAfter(deadline.plus(answerWithin))) {
      LOG.warnf("order %s is past its deadline without an answer", order.id());
      desk.apply(
          order.id(), new Event.Doubtful(Reason.of("NO_ANSWER", "no answer by its deadline")));
    }
  }

  /** Sweeps the journal of an account for open orders that are not held here. */
  public void sweepJournal(List<String> accounts) {
    Instant before = desk.now().minus(JOURNAL_GRACE);
    reader
        .openBefore(accounts, before)
        .onSuccess(
            ids -> {
              for (OrderId id : ids) {
                if (desk.find(id) == null) {
                  recall(id);
                }
              }
            })
        .onFailure(failure -> LOG.debugf("journal not swept: %s", failure.getMessage()));
  }

  private void recall(OrderId id) {
    LOG.warnf("order %s is open in the journal and was not held, taking it up", id);
    desk.recall(id)
        .onSuccess(
            found ->
                found
                    .filter(o -> o.account() != null && epochs.epochOf(o.account()) >= 0)
                    .ifPresent(reconciliation::takenUp))
        .onFailure(failure -> LOG.debugf("order %s not taken up: %s", id, failure.getMessage()));
  }
}
