package io.interlock.router.pretrade;

import static io.interlock.router.pretrade.Denials.reason;

import io.interlock.contracts.broker.AccountSnapshot;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.RoutingPolicy.Route;
import io.interlock.contracts.control.TradingMode;
import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.signal.Approval;
import io.interlock.router.control.EffectiveControls;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Controls that look at who asks, when, and at what stands, before the order itself. */
final class StandingChecks {

  /** How far ahead a clock may be. */
  static final Duration MOST_AHEAD = Duration.ofSeconds(1);

  private static final long DEFAULT_TTL_MILLIS = 5_000;

  private StandingChecks() {}

  static @Nullable Reason approval(PreTradeInput input) {
    Approval approval = input.decoded().approval();
    if (approval == null) {
      return null;
    }
    if (!approval.approved()) {
      return reason(
          DenialReason.NOT_APPROVED, "upstream did not approve it", "status", approval.status());
    }
    return approval.tradingHalted()
        ? reason(
            DenialReason.UPSTREAM_HALTED, "upstream has halted trading", "trading_halted", true)
        : null;
  }

  static @Nullable Reason killSwitch(PreTradeInput input) {
    EffectiveControls controls = input.controls();
    if (controls.killedBy() != null) {
      return reason(
          DenialReason.KILL_SWITCH,
          "the kill switch is set",
          "scope",
          controls.killedBy(),
          "kill_epoch",
          controls.killEpoch());
    }
    BrokerStatus status = input.status();
    return status != null && status.killLatched()
        ? reason(
            DenialReason.KILL_SWITCH,
            "the kill switch is latched at the bridge or the host",
            "broker",
            status.brokerId())
        : null;
  }

  static @Nullable Reason halt(PreTradeInput input) {
    return input.controls().mode() == TradingMode.HALTED
        ? reason(DenialReason.HALTED, "trading is halted", "scope", input.controls().modeBy())
        : null;
  }

  static @Nullable Reason reducing(PreTradeInput input) {
    return input.controls().mode() == TradingMode.REDUCING
        ? reason(
            DenialReason.REDUCING_ONLY,
            "only what lowers risk may trade",
            "scope",
            input.controls().modeBy())
        : null;
  }

  /** The signal's time for age: the older of its own and its record's. */
  static Instant signalTime(PreTradeInput input) {
    Instant own = input.signal().timestamp();
    Instant record = input.arrival().recordTime();
    return own != null && own.isBefore(record) ? own : record;
  }

  /** The signal's own time to live, never more than a scope's. */
  static long ttlMillis(PreTradeInput input) {
    Long limit = input.controls().limits().signalTtlMillis();
    long configured = limit == null ? DEFAULT_TTL_MILLIS : limit;
    Long own = input.signal().ttlMillis();
    boolean scopeSays = input.controls().setBy().containsKey("signal_ttl_millis");
    if (own == null) {
      return configured;
    }
    return scopeSays ? Math.min(own, configured) : own;
  }

  static @Nullable Reason age(PreTradeInput input) {
    Instant own = input.signal().timestamp();
    Instant record = input.arrival().recordTime();
    Instant latest = own != null && own.isAfter(record) ? own : record;
    long aheadMillis = Duration.between(input.now(), latest).toMillis();
    if (aheadMillis > MOST_AHEAD.toMillis()) {
      return reason(
          DenialReason.SIGNAL_FROM_FUTURE,
          "the signal or its record is from the future",
          "ahead_ms",
          aheadMillis,
          "limit_ms",
          MOST_AHEAD.toMillis());
    }
    long ageMillis = Duration.between(signalTime(input), input.now()).toMillis();
    long ttlMillis = ttlMillis(input);
    return ageMillis > ttlMillis
        ? reason(
            DenialReason.SIGNAL_TOO_OLD,
            "the signal is too old to trade",
            "age_ms",
            ageMillis,
            "limit_ms",
            ttlMillis,
            "scope",
            input.controls().source("signal_ttl_millis"))
        : null;
  }

  static @Nullable Reason duplicate(PreTradeInput input) {
    if (input.arrival().seenBefore()) {
      return reason(
          DenialReason.DUPLICATE_SIGNAL,
          "the signal was seen before",
          "signal_id",
          input.signal().signalId());
    }
    return input.arrival().cancelledBefore()
        ? reason(
            DenialReason.CANCELLED_BEFORE_ARRIVAL,
            "it was cancelled before it arrived",
            "signal_id",
            input.signal().signalId())
        : null;
  }

  static @Nullable Reason authorisation(PreTradeInput input) {
    return switch (input.route()) {
      case Route.To to -> null;
      case Route.Nowhere nowhere -> nowhere.reason();
    };
  }

  static @Nullable Reason connected(PreTradeInput input) {
    BrokerStatus status = input.status();
    if (status == null) {
      return reason(
          DenialReason.BROKER_NOT_CONNECTED,
          "nothing is known of the broker's connection",
          "broker",
          input.broker() == null ? null : input.broker().brokerId());
    }
    if (status.state() != BrokerStatus.State.CONNECTED) {
      return reason(
          DenialReason.BROKER_NOT_CONNECTED,
          "the broker is not connected",
          "broker",
          status.brokerId(),
          "state",
          status.state(),
          "problem",
          status.problem());
    }
    AccountSnapshot account = status.accountSnapshot();
    return account != null && !account.tradeAllowed()
        ? reason(
            DenialReason.BROKER_NOT_CONNECTED,
            "the venue does not let the account trade",
            "broker",
            status.brokerId(),
            "trade_allowed",
            false)
        : null;
  }
}
