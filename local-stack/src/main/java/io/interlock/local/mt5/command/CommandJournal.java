package io.interlock.local.mt5.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Commands by identity, written down before they are carried out, so that none is carried out
 * twice: not by a repetition, and not after a restart.
 */
final class CommandJournal implements AutoCloseable {
  private final Map<String, Entry> byCommand = new HashMap<>();
  private final Map<String, Entry> byClientOrder = new HashMap<>();
  private final LineFile file;

  /**
   * One line of the journal; a later one of the same command replaces it.
   *
   * @param reply null: begun, result not known
   * @param fenced the client order id may never trade
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Entry(
      String commandId,
      @Nullable String clientOrderId,
      String payloadHash,
      @Nullable Reply reply,
      boolean fenced) {}

  /**
   * @param path null: kept in memory only
   */
  CommandJournal(@Nullable Path path) {
    file = new LineFile(path);
    file.load(Entry.class, this::keep);
  }

  @Nullable Entry ofCommand(String commandId) {
    return byCommand.get(commandId);
  }

  @Nullable Entry ofClientOrder(String clientOrderId) {
    return byClientOrder.get(clientOrderId);
  }

  /** Writes a command down; it may be carried out once this returns. */
  void begin(String commandId, @Nullable String clientOrderId, String payloadHash) {
    write(new Entry(commandId, clientOrderId, payloadHash, null, false));
  }

  void finish(Entry begun, Reply reply) {
    write(new Entry(begun.commandId(), begun.clientOrderId(), begun.payloadHash(), reply, false));
  }

  void fence(String clientOrderId) {
    write(new Entry("fence:" + clientOrderId, clientOrderId, "", null, true));
  }

  @Override
  public void close() {
    file.close();
  }

  private void write(Entry entry) {
    file.append(entry);
    keep(entry);
  }

  private void keep(Entry entry) {
    byCommand.put(entry.commandId(), entry);
    if (entry.clientOrderId() != null) {
      byClientOrder.put(entry.clientOrderId(), entry);
    }
  }
}
