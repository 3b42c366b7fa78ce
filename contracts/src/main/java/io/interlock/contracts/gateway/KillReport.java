package io.interlock.contracts.gateway;

import io.interlock.contracts.json.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who has latched, layer by layer and instance by instance, and who could not be reached. */
public record KillReport(long killEpoch, boolean latched, List<Layer> layers) {
  @SuppressWarnings("NullAway") // JSON may leave collections out
  public KillReport {
    layers = Rule.list("layers", layers);
  }

  /**
   * One instance of one layer.
   *
   * @param layer {@code router}, {@code gate}, {@code topic}, {@code bridge} or {@code host}
   * @param instance broker id or instance name
   * @param latched null: could not be reached, see {@code problem}
   */
  public record Layer(
      String layer,
      String instance,
      @Nullable Boolean latched,
      @Nullable Long killEpoch,
      @Nullable String problem) {}
}
