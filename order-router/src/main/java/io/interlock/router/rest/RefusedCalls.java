package io.interlock.router.rest;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.spi.runtime.AuthenticationFailureEvent;
import io.quarkus.security.spi.runtime.AuthorizationFailureEvent;
import io.quarkus.security.spi.runtime.SecurityEvent;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Records every call that was refused for who made it, with actor and target: logged and stored.
 */
@Singleton
public class RefusedCalls {
  private static final Logger AUDIT = Logger.getLogger("io.interlock.audit");

  private static final int LONGEST_CALL = 200;

  private final MeterRegistry meters;
  private final RefusedCallStore store;
  private final Clock clock;

  RefusedCalls(MeterRegistry meters, RefusedCallStore store, Clock clock) {
    this.meters = meters;
    this.store = store;
    this.clock = clock;
  }

  void unauthenticated(@Observes AuthenticationFailureEvent event) {
    refused("authentication", event, event.getAuthenticationFailure());
  }

  void unauthorised(@Observes AuthorizationFailureEvent event) {
    refused("authorisation", event, event.getAuthorizationFailure());
  }

  private void refused(String why, SecurityEvent event, @Nullable Throwable failure) {
    meters.counter("interlock_refused_calls", "why", why).increment();
    Object found = event.getEventProperties().get(RoutingContext.class.getName());
    String call =
        found instanceof RoutingContext routing
            ? routing.request().method() + " " + routing.request().path()
            : "unknown";
    SecurityIdentity identity = event.getSecurityIdentity();
    RefusedCall refused =
        new RefusedCall(
            clock.instant(),
            why,
            actor(identity),
            identity == null ? "none" : String.join(",", new TreeSet<>(identity.getRoles())),
            printable(call),
            failure == null ? "none" : failure.getClass().getSimpleName(),
            1);
    AUDIT.warnf(
        "call refused: why=%s actor=%s roles=%s call=%s reason=%s",
        refused.why(), refused.actor(), refused.roles(), refused.call(), refused.reason());
    store.add(refused);
  }

  /** The caller chose it. */
  private static String printable(String call) {
    String visible = call.replaceAll("\\p{Cntrl}", "?");
    return visible.length() <= LONGEST_CALL ? visible : visible.substring(0, LONGEST_CALL);
  }

  private static String actor(@Nullable SecurityIdentity identity) {
    return identity == null || identity.isAnonymous()
        ? "anonymous"
        : identity.getPrincipal().getName();
  }
}
