package io.interlock.cli.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** Prints who has latched and who could not be reached. */
final class KillPrinter {
  private KillPrinter() {}

  /** Whether everybody has answered. */
  static boolean allReached(JsonNode report) {
    for (JsonNode layer : report.path("layers")) {
      if (!layer.hasNonNull("latched")) {
        return false;
      }
    }
    return true;
  }

  /** Whether everybody has answered and latched. */
  static boolean allLatched(JsonNode report) {
    for (JsonNode layer : report.path("layers")) {
      if (!layer.path("latched").asBoolean(false)) {
        return false;
      }
    }
    return true;
  }

  static void print(JsonNode report, PrintWriter out) {
    for (JsonNode layer : report.path("layers")) {
      String state =
          layer.hasNonNull("latched")
              ? (layer.path("latched").asBoolean() ? "latched" : "open")
              : "NOT REACHED";
      out.printf(
          "  %-8s %-24s %-12s %s%n",
          layer.path("layer").asText(),
          layer.path("instance").asText(),
          state,
          layer.path("problem").asText(""));
    }
  }
}
