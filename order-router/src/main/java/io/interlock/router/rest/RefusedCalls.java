package io.interlock.router.rest;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.spi.runtime.AuthenticationFailureEvent;
import io.quarkus.security.spi.runtime.AuthorizationFailureEvent;
import io.quarkus.security.spi.runtime.SecurityEvent;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Records every call that was refused for who made it: one line each, with actor and target. */
@Singleton
public class RefusedCalls {
  private static final Logger AUDIT = Logger.getLogger("io.interlock.audit");

  private final MeterRegistry meters;

  RefusedCalls(MeterRegistry meters) {
    this.meters = meters;
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
    AUDIT.warnf(
        "call refused: why=%s actor=%s roles=%s call=%s reason=%s",
        why,
        actor(event.getSecurityIdentity()),
        event.getSecurityIdentity() == null ? "none" : event.getSecurityIdentity().getRoles(),
        call,
        failure == null ? "none" : failure.getClass().getSimpleName());
  }

  private static String actor(@Nullable SecurityIdentity identity) {
    return identity == null || identity.isAnonymous()
        ? "anonymous"
        : identity.getPrincipal().getName();
  }
}
