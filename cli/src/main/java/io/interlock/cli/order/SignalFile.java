package io.interlock.cli.order;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.cli.access.CommandFailure;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.contracts.signal.TradeSignal;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One signal as it will be sent. */
public final class SignalFile {
  private final String name;
  private final byte[] bytes;
  private final String key;
  private final String title;
  private final @Nullable String symbol;

  private SignalFile(String name, byte[] bytes, String key, String title, @Nullable String symbol) {
    this.name = name;
    this.bytes = bytes;
    this.key = key;
    this.title = title;
    this.symbol = symbol;
  }

  /** Reads a file, or standard input if it is called {@code -}, and checks it. */
  public static SignalFile read(String name, InputStream standardInput) {
    return checked(name, bytesOf(name, standardInput));
  }

  /** Takes the bytes as they are, for sending what is wrong on purpose. */
  static SignalFile unchecked(String name, InputStream standardInput) {
    return new SignalFile(name, bytesOf(name, standardInput), name, "unchecked", null);
  }

  /** The same signal decided at another time: its timestamp, and its id where it has one. */
  public SignalFile decidedAt(Instant moment) {
    try {
      ObjectNode signal = (ObjectNode) Json.tree(bytes);
      if (signal.path("timestamp").isNumber()) {
        signal.put("timestamp", BigDecimal.valueOf(moment.toEpochMilli(), 3));
      } else {
        signal.set("timestamp", Json.treeOf(moment));
      }
      if (signal.hasNonNull("signal_id")) {
        signal.put("signal_id", signal.get("signal_id").asText() + "-" + moment.toEpochMilli());
      }
      return checked(name, Json.bytes(signal));
    } catch (InvalidMessage e) {
      throw refused(name, e);
    }
  }

  /** The file it was read from. */
  public String name() {
    return name;
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** Of the Kafka record: the account, else the strategy. */
  public String key() {
    return key;
  }

  /** What it asks for, in a few words. */
  public String title() {
    return title;
  }

  public @Nullable String symbol() {
    return symbol;
  }

  private static SignalFile checked(String name, byte[] bytes) {
    try {
      TradeSignal signal = SignalDecoder.decode(bytes).signal();
      String key = signal.account() == null ? signal.strategy() : signal.account();
      return new SignalFile(name, bytes, key, title(signal), signal.symbol());
    } catch (InvalidMessage e) {
      throw refused(name, e);
    }
  }

  private static String title(TradeSignal signal) {
    StringBuilder title = new StringBuilder();
    title.append(signal.side() == null ? signal.command() : signal.side());
    if (signal.volume() != null) {
      title.append(' ').append(signal.volume().toPlainString());
    } else if (signal.units() != null) {
      title.append(' ').append(signal.units().toPlainString()).append(" units");
    }
    if (signal.symbol() != null) {
      title.append(' ').append(signal.symbol());
    }
    return title.append(", ").append(signal.type()).toString();
  }

  private static CommandFailure refused(String name, InvalidMessage e) {
    return new CommandFailure(name + " is not a signal: " + e.getMessage(), e);
  }

  private static byte[] bytesOf(String name, InputStream standardInput) {
    try {
      return name.equals("-") ? standardInput.readAllBytes() : Files.readAllBytes(Path.of(name));
    } catch (IOException e) {
      throw new CommandFailure("can't read " + name + ": " + e.getMessage(), e);
    }
  }
}
