package io.interlock.gateway.intake.terminal;

import io.interlock.gateway.curve.RefusalLimit;
import io.interlock.gateway.intake.EventIntake;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Knows a terminal by the token in {@code X-Token} and gives it the role {@code terminal}; requests
 * without one are left to the bearer token.
 */
@Singleton
class TerminalAuthentication implements HttpAuthenticationMechanism {
  static final String TERMINAL = "terminal";
  private static final Logger LOG = Logger.getLogger(TerminalAuthentication.class);
  private static final String HEADER = "X-Token";

  private final TerminalTokens tokens;
  private final EventIntake intake;
  private final RefusalLimit reported = new RefusalLimit(System::nanoTime);

  TerminalAuthentication(TerminalTokens tokens, EventIntake intake) {
    this.tokens = tokens;
    this.intake = intake;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager identityProviders) {
    String token = context.request().getHeader(HEADER);
    if (token == null) {
      return Uni.createFrom().nullItem();
    }
    Terminal terminal = tokens.find(token);
    if (terminal == null) {
      SocketAddress remote = context.request().remoteAddress();
      String address = remote == null ? "unknown" : remote.hostAddress();
      boolean report = reported.lets(address);
      if (report) {
        LOG.warnf("unknown terminal token refused: address=%s", address);
      }
      intake.refusedToken(address, report);
      return Uni.createFrom().failure(new AuthenticationFailedException("unknown token"));
    }
    return Uni.createFrom()
        .item(
            QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(terminal.name()))
                .addRole(TERMINAL)
                .addAttribute(TERMINAL, terminal)
                .build());
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", HEADER));
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of();
  }
}
