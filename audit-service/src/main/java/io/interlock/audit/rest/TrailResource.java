package io.interlock.audit.rest;

import io.interlock.audit.trail.Trail;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.order.ExecutionConfirmation;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderStatus;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What happened, over HTTP. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"auditor", "trader", "risk-officer", "service"})
public class TrailResource {
  private static final int MOST_ROWS = 1_000;

  private final Trail trail;

  TrailResource(Trail trail) {
    this.trail = trail;
  }

  /** One execution's whole story. */
  public record Story(ExecutionConfirmation confirmation, List<OrderEvent> events) {}

  /**
   * A page of history, newest first.
   *
   * @param next pass it as {@code after} to get the next page; null: this is the last
   */
  public record History(List<ExecutionConfirmation> executions, @Nullable String next) {}

  /** A record nobody could use, its body as text. */
  public record Letter(
      String topic,
      int partition,
      long offset,
      @Nullable String key,
      String body,
      String field,
      String value,
      String rule,
      Instant at) {}

  @GET
  @Path("/executions/{id}")
  @Operation(summary = "One execution: its confirmation and every event of it")
  public Uni<Story> execution(@PathParam("id") String id) {
    return trail
        .events(id)
        .map(
            events -> {
              if (events.isEmpty()) {
                throw new NotFoundException("no execution " + id);
              }
              return new Story(ExecutionConfirmation.of(events), events);
            });
  }

  @GET
  @Path("/history")
  @Operation(summary = "Executions, newest first")
  public Uni<History> history(
      @QueryParam("account") @Nullable String account,
      @QueryParam("strategy") @Nullable String strategy,
      @QueryParam("symbol") @Nullable String symbol,
      @QueryParam("status") @Nullable String status,
      @QueryParam("from") @Nullable String from,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @DefaultValue("100") int limit)
      throws InvalidMessage {
    checkLimit(limit);
    Trail.HistoryQuery query =
        new Trail.HistoryQuery(
            account,
            strategy,
            symbol,
            checkedStatus(status),
            instant("from", from),
            cursor(after),
            limit);
    return trail
        .history(query)
        .map(page -> new History(page, page.size() < limit ? null : cursor(page.getLast())));
  }

  @GET
  @Path("/dead_letters")
  @Operation(summary = "Records nobody could use, and why, newest first")
  public Uni<List<Letter>> deadLetters(@QueryParam("limit") @DefaultValue("100") int limit)
      throws InvalidMessage {
    checkLimit(limit);
    return trail
        .deadLetters(limit)
        .map(
            letters ->
                letters.stream()
                    .map(
                        letter ->
                            new Letter(
                                letter.topic(),
                                letter.partition(),
                                letter.offset(),
                                letter.key(),
                                new String(letter.body(), StandardCharsets.UTF_8),
                                letter.field(),
                                letter.value(),
                                letter.rule(),
                                letter.at()))
                    .toList());
  }

  private static void checkLimit(int limit) throws InvalidMessage {
    if (limit < 1 || limit > MOST_ROWS) {
      throw new InvalidMessage("limit", limit, "must be 1 to " + MOST_ROWS);
    }
  }

  private static @Nullable String checkedStatus(@Nullable String status) throws InvalidMessage {
    if (status == null) {
      return null;
    }
    for (OrderStatus known : OrderStatus.values()) {
      if (known.name().equals(status)) {
        return status;
      }
    }
    throw new InvalidMessage("status", status, "must be one of " + List.of(OrderStatus.values()));
  }

  private static String cursor(ExecutionConfirmation last) {
    return last.receivedAt() + "/" + last.executionId();
  }

  private static Trail.@Nullable Cursor cursor(@Nullable String text) throws InvalidMessage {
    if (text == null) {
      return null;
    }
    int slash = text.indexOf('/');
    Instant receivedAt = slash < 0 ? null : instant("after", text.substring(0, slash));
    if (receivedAt == null) {
      throw new InvalidMessage("after", text, "must be the next of an earlier page");
    }
    return new Trail.Cursor(receivedAt, text.substring(slash + 1));
  }

  private static @Nullable Instant instant(String field, @Nullable String text)
      throws InvalidMessage {
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new InvalidMessage(field, text, "must be ISO-8601 with a zone");
    }
  }
}
