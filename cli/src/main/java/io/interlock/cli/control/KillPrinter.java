package io.interlock.cli.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** Prints who has latched and who could not be reached. */
final class KillPrinter {
  private KillPrinter() {}

  /** Whether every layer was reached. */
  static boolean print(JsonNode report, PrintWriter out) {
    out.printf(
        "%s, kill epoch %s%n",
        report.path("latched").asBoolean() ? "Trading is killed" : "Trading goes on",
        report.path("kill_epoch").asText());
    boolean reached = true;
    for (JsonNode layer : report.path("layers")) {
      boolean known = layer.hasNonNull("latched");
      reached &= known;
      String state =
          known ? (layer.path("latched").asBoolean() ? "latched" : "open") : "NOT REACHED";
      out.printf(
          "  %-8s %-20s %-12s %s%n",
          layer.path("layer").asText(),
          layer.path("instance").asText(),
          state,
          layer.path("problem").asText(""));
    }
    return reached;
  }
}
