package io.interlock.router.venue;

import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueReport;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.journal.WriterEpochs;
import io.interlock.router.order.Event;
import io.interlock.router.order.Order;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Applies what venues report by themselves to the orders of our accounts: the first source of news
 * about a working order. Reports of other accounts are their routers' business.
 */
public final class VenueReports {
  private static final Logger LOG = Logger.getLogger(VenueReports.class);

  private final OrderDesk desk;
  private final WriterEpochs epochs;
  private final Context tradingThread;

  public VenueReports(OrderDesk desk, WriterEpochs epochs, Context tradingThread) {
    this.desk = desk;
    this.epochs = epochs;
    this.tradingThread = tradingThread;
  }

  /** Takes records of {@code venue.reports}; any thread. */
  public void read(List<ConsumerRecord<String, byte[]>> records) {
    List<VenueReport> reports = new ArrayList<>(records.size());
    for (ConsumerRecord<String, byte[]> record : records) {
      try {
        if (record.value() != null) {
          reports.add(Json.readTolerant(record.value(), VenueReport.class));
        }
      } catch (InvalidMessage e) {
        LOG.errorf(
            "left out a record of %s-%d at %d: %s",
            record.topic(), record.partition(), record.offset(), e.getMessage());
      }
    }
    tradingThread.runOnContext(v -> reports.forEach(this::apply));
  }

  private void apply(VenueReport report) {
    VenueOrder told = report.order();
    if (told == null || told.clientOrderId() == null || epochs.epochOf(report.account()) < 0) {
      return;
    }
    ClientOrderId id = told.clientOrderId();
    if (desk.find(id) != null) {
      apply(id, told);
      return;
    }
    desk.recallByClientOrderId(List.of(id))
        .onSuccess(recalled -> apply(id, told))
        .onFailure(
            failure ->
                LOG.warnf("a report about %s waits for the poll: %s", id, failure.getMessage()));
  }

  private void apply(ClientOrderId id, VenueOrder told) {
    Order order = desk.find(id);
    if (order == null) {
      LOG.warnf("the venue reports an order that is not ours: %s", id);
      return;
    }
    desk.apply(order.id(), new Event.VenueTold(told));
  }
}
