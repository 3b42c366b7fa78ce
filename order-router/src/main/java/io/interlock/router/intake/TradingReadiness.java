package io.interlock.router.intake;

import io.interlock.router.ownership.Standing;
import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once brokers, status and controls have been read and signals are; names how many accounts
 * may open.
 */
@Readiness
@Singleton
public class TradingReadiness implements HealthCheck {
  private final TradingDesk desk;

  TradingReadiness(TradingDesk desk) {
    this.desk = desk;
  }

  @Override
  public HealthCheckResponse call() {
    Map<String, Standing> accounts = desk.accounts();
    return HealthCheckResponse.named("trading")
        .status(desk.caughtUp() && desk.readsSignals())
        .withData("accounts", accounts.size())
        .withData(
            "accounts_ready",
            accounts.values().stream().filter(standing -> standing == Standing.READY).count())
        .build();
  }
}
