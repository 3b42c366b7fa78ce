package io.interlock.gateway.gate;

import io.interlock.contracts.gateway.Attach;
import io.interlock.contracts.gateway.Attached;
import io.interlock.contracts.gateway.CommandContext;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.KillRequest;
import io.interlock.contracts.gateway.KillReset;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Says, at the moment of a write, whether it may go: kill latch, writer epoch, attachment,
 * deadline.
 *
 * <p>Whoever writes to a venue holds {@link #writing()} from the check until the write is done.
 * Killing, and taking an account over, wait for such writes; when they have answered, nothing older
 * is written any more. Latches and epochs are on disk before they are acknowledged. Thread-safe.
 */
public final class WriteGate {
  private static final Logger LOG = Logger.getLogger(WriteGate.class);
  private static final String BRIDGE = "bridge";

  private final Path file;
  private final Clock clock;
  private final long attachmentNanos;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Lock rehearsing = new ReentrantLock();
  private final Map<String, Attachment> attachments = new ConcurrentHashMap<>();
  private volatile GateState state;

  private record Attachment(long epoch, String router, long atNanos) {}

  /** Whether a command adds risk, or only lowers it. */
  public enum Intent {
    OPENING,
    REDUCING
  }

  /**
   * @param attachment how long an attachment lasts without being repeated
   * @throws UncheckedIOException if the file is there and can't be read: better not to start than
   *     to forget a latch
   */
  public WriteGate(Path file, Clock clock, Duration attachment) {
    this.file = file;
    this.clock = clock;
    this.attachmentNanos = attachment.toNanos();
    this.state = read(file);
  }

  private static GateState read(Path file) {
    try {
      return Files.exists(file)
          ? Json.readTolerant(Files.readAllBytes(file), GateState.class)
          : GateState.NEW;
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the kill latch in " + file, e);
    } catch (InvalidMessage e) {
      throw new UncheckedIOException(
          new IOException("the kill latch in " + file + " is not readable: " + e.getMessage()));
    }
  }

  public GateState state() {
    return state;
  }

  /** Held by a writer from the check until the write is done. */
  public Lock writing() {
    return lock.readLock();
  }

  /** Null: it may be written now. */
  public @Nullable GatewayResult refusal(String broker, Intent intent, CommandContext context) {
    GateState now = state;
    if (context.epoch() < now.epoch(broker)) {
      return rejected(
          "STALE_EPOCH",
          "epoch " + context.epoch() + " is over; the account is at " + now.epoch(broker));
    }
    if (!clock.instant().isBefore(context.deadline())) {
      return rejected("DEADLINE_PASSED", "the deadline " + context.deadline() + " has passed");
    }
    return intent == Intent.REDUCING ? null : openingRefusal(broker, context, now);
  }

  private @Nullable GatewayResult openingRefusal(
      String broker, CommandContext context, GateState now) {
    if (now.killed(broker)) {
      return rejected(
          "KILLED", "the kill latch of the bridge is set, epoch " + now.killEpoch(broker));
    }
    if (context.killEpoch() < now.killEpoch(broker)) {
      return rejected(
          "KILLED",
          "decided under kill epoch "
              + context.killEpoch()
              + ", since then "
              + now.killEpoch(broker));
    }
    Attachment attachment = attachments.get(broker);
    if (attachment == null || attachment.epoch() != context.epoch()) {
      return new GatewayResult.NotSent(
          "NOT_ATTACHED", "no router of epoch " + context.epoch() + " has attached");
    }
    if (System.nanoTime() - attachment.atNanos() > attachmentNanos) {
      return new GatewayResult.NotSent(
          "DEAD_MAN", "router " + attachment.router() + " has stopped attaching");
    }
    return null;
  }

  private static GatewayResult rejected(String code, String message) {
    return new GatewayResult.Rejected(code, message, BRIDGE, null);
  }

  public Attached attach(String broker, Attach attach) {
    lock.writeLock().lock();
    try {
      long highest = state.epoch(broker);
      boolean accepted = attach.epoch() >= highest;
      if (attach.epoch() > highest) {
        GateState raised = state.withEpoch(broker, attach.epoch());
        store(raised);
        state = raised;
        LOG.infof(
            "account taken over: broker=%s router=%s epoch=%d",
            broker, attach.router(), attach.epoch());
      }
      if (accepted) {
        attachments.put(broker, new Attachment(attach.epoch(), attach.router(), System.nanoTime()));
      }
      return new Attached(
          accepted, state.epoch(broker), state.killed(broker), state.killEpoch(broker));
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * Latches; nothing that opens is written once it returns.
   *
   * @return null, or why the latch will not survive a restart or was not set
   */
  public @Nullable String kill(KillRequest kill) {
    String scope = kill.broker() == null ? GateState.EVERY_BROKER : kill.broker();
    GateState killed;
    lock.writeLock().lock();
    try {
      Latch before = state.latch(scope);
      if (kill.killEpoch() < before.killEpoch() && before.latched()) {
        return null;
      }
      if (kill.killEpoch() <= before.killEpoch() && !before.latched() && before.killEpoch() > 0) {
        return "kill epoch %d is not above %d, which was cleared"
            .formatted(kill.killEpoch(), before.killEpoch());
      }
      killed =
          state.withLatch(
              scope,
              new Latch(
                  kill.killEpoch(),
                  true,
                  kill.flatten() || (before.latched() && before.flatten()),
                  kill.by(),
                  kill.reason(),
                  clock.instant()));
      state = killed;
      LOG.errorf(
          "KILL LATCH SET: scope=%s epoch=%d by=%s reason=%s",
          scope, kill.killEpoch(), kill.by(), kill.reason());
      return stored(killed);
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * Does what a kill does, waiting for writers and then for the disk, but latches nothing. It
   * writes beside the latch and without the lock: on a disk that hangs, a kill must not wait behind
   * it.
   *
   * @return null, or why a latch would not survive a restart
   */
  public @Nullable String rehearse() {
    GateState now;
    lock.writeLock().lock();
    try {
      now = state;
    } finally {
      lock.writeLock().unlock();
    }
    if (!rehearsing.tryLock()) {
      return "not stored: the disk has not answered an earlier rehearsal";
    }
    try {
      DurableFile.replace(file.resolveSibling(file.getFileName() + ".rehearsal"), Json.bytes(now));
      return null;
    } catch (IOException e) {
      return "not stored: " + e.getMessage();
    } finally {
      rehearsing.unlock();
    }
  }

  /** Null: cleared; else why not. */
  public @Nullable String reset(KillReset reset) {
    String scope = reset.broker() == null ? GateState.EVERY_BROKER : reset.broker();
    lock.writeLock().lock();
    try {
      Latch before = state.latch(scope);
      if (before.killEpoch() > reset.killEpoch()) {
        return "the latch holds the newer kill epoch " + before.killEpoch();
      }
      if (!before.latched()) {
        return null;
      }
      GateState cleared =
          state.withLatch(
              scope,
              new Latch(
                  before.killEpoch(), false, false, reset.by(), reset.reason(), clock.instant()));
      String problem = stored(cleared);
      if (problem == null) {
        state = cleared;
        LOG.warnf(
            "kill latch cleared: scope=%s epoch=%d by=%s", scope, reset.killEpoch(), reset.by());
      }
      return problem;
    } finally {
      lock.writeLock().unlock();
    }
  }

  private @Nullable String stored(GateState changed) {
    try {
      store(changed);
      return null;
    } catch (UncheckedIOException e) {
      LOG.errorf(e, "the kill latch can't be stored: file=%s", file);
      return "not stored: " + e.getMessage();
    }
  }

  private void store(GateState changed) {
    try {
      DurableFile.replace(file, Json.bytes(changed));
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + file + ": " + e.getMessage(), e);
    }
  }
}
