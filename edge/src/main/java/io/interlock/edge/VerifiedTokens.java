package io.interlock.edge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Duration;

/**
 * Remembers for a while which bearer tokens were good: a service sends the same one with every
 * order, and checking a signature takes longer than the rest of the request.
 *
 * <p>Expiry is looked at each time; a key that was withdrawn counts until a token is due to be
 * checked again. Refused tokens are not remembered. Thread-safe.
 */
@ApplicationScoped
@Alternative
@Priority(1)
public class VerifiedTokens extends JWTCallerPrincipalFactory {
  private static final int MOST = 1_000;
  private static final Duration GOOD_FOR = Duration.ofSeconds(30);

  private final JWTCallerPrincipalFactory verifier = new DefaultJWTCallerPrincipalFactory();
  private final Cache<String, JWTCallerPrincipal> verified =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(GOOD_FOR).build();

  @Override
  public JWTCallerPrincipal parse(String token, JWTAuthContextInfo rules) throws ParseException {
    JWTCallerPrincipal known = verified.getIfPresent(token);
    if (known != null && System.currentTimeMillis() / 1_000 < known.getExpirationTime()) {
      return known;
    }
    JWTCallerPrincipal principal = verifier.parse(token, rules);
    verified.put(token, principal);
    return principal;
  }
}
