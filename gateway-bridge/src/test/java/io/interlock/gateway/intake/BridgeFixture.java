package io.interlock.gateway.intake;

import io.interlock.contracts.broker.BrokerStatus;
import io.quarkus.test.junit.QuarkusMock;
import java.util.List;

/** A bridge that serves given accounts, in place of the running one's sessions. */
public final class BridgeFixture {
  private BridgeFixture() {}

  /** For the rest of the test. */
  public static void serve(List<BrokerStatus> statuses) {
    QuarkusMock.installMockForType(new Serving(statuses), LiveBridge.class);
  }

  private static final class Serving extends LiveBridge {
    private final List<BrokerStatus> statuses;

    Serving(List<BrokerStatus> statuses) {
      super(null, null);
      this.statuses = statuses;
    }

    @Override
    BridgeState state() {
      return new BridgeState(
          false,
          statuses.stream()
              .map(
                  status ->
                      new BridgeState.Served(
                          status.account(), status.brokerId(), status.killLatched()))
              .toList());
    }

    @Override
    public List<BrokerStatus> statuses() {
      return statuses;
    }
  }
}
