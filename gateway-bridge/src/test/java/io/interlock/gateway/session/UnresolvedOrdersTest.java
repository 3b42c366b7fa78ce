package io.interlock.gateway.session;

import static io.interlock.gateway.session.SessionFixture.freshId;
import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.ClientOrderId;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnresolvedOrdersTest {
  private static final Instant DEADLINE = Instant.parse("2026-01-05T10:00:00Z");

  @TempDir Path folder;

  @Test
  void shouldRememberOverARestartWhatIsNotResolved() {
    // Given
    ClientOrderId written = freshId();
    ClientOrderId doubtful = freshId();
    ClientOrderId resolved = freshId();
    Path file = folder.resolve("a.unresolved");
    try (UnresolvedOrders orders = new UnresolvedOrders(file)) {
      orders.written(written, DEADLINE);
      orders.written(doubtful, DEADLINE.plusSeconds(5));
      orders.doubtful(doubtful);
      orders.written(resolved, DEADLINE.plusSeconds(60));
      orders.resolved(resolved);
    }

    // When
    try (UnresolvedOrders orders = new UnresolvedOrders(file)) {
      // Then
      assertThat(orders.ids()).containsExactlyInAnyOrder(written, doubtful);
      assertThat(orders.latestDeadline()).isEqualTo(DEADLINE.plusSeconds(5));
    }
  }
}
