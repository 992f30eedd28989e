package dev.odeon.server;

import dev.odeon.base.Clock;
import dev.odeon.base.ErrorText;
import dev.odeon.base.Ports;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestId;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One client connection. Its own thread reads lines and runs one task after the other; tasks that
 * block and have an id run on virtual threads. While a task takes long, a helper thread reads the
 * connection, so that a {@code Cancel} and a disconnect are noticed.
 */
final class Connection {
  private static final Logger LOG = System.getLogger(Connection.class.getName());

  /**
   * Responses are collected up to this size before they are written, while more requests are
   * buffered.
   */
  private static final int FLUSH = 1 << 16;

  /** Items of a stream are collected up to this size. */
  private static final int HAND_ON = 1 << 14;

  /** The most ids of requests not yet started that are remembered as cancelled. */
  private static final int EARLY_MAX = 1000;

  private static final long PROBE_NANOS = 200_000_000;

  /** A task that runs longer than this gets a helper thread. */
  private static final long LONG_NANOS = 1_000_000;

  /** The same for a task that mostly waits: without an id, no {@code Cancel} can name it. */
  private static final long LONG_WAIT_NANOS = 50_000_000;

  private static final long RUNNING = 1;
  private static final long WATCHED = 2;

  private final SocketChannel channel;
  private final Handler handler;
  private final ConnectionLimits limits;
  private final Ports ports;
  private final Clock clock;
  private final ConnectionMonitor monitor;
  private final Budget budget;
  private final InBuffer input;
  private final OutBuffer line;
  private final ConnectionReader reader;
  private final ResponseQueue responses;

  /**
   * The time at which the running task counts as long, with {@link #RUNNING}, and {@link #WATCHED}
   * once the monitor has noticed it.
   */
  private final AtomicLong run = new AtomicLong();

  private volatile @Nullable Task current;
  private volatile boolean gone;
  private volatile boolean anyEarly;
  private volatile boolean partial;
  private volatile long lingersUntil;

  // Guarded by this.
  private final Map<RequestId, Task> forked = new HashMap<>();
  private final Set<RequestId> early = new HashSet<>();
  private final Set<RequestId> cancelledEarly = new HashSet<>();

  private boolean skipping;

  Connection(
      SocketChannel channel,
      Handler handler,
      ConnectionLimits limits,
      Ports ports,
      ConnectionMonitor monitor,
      Budget budget) {
    this.channel = channel;
    this.handler = handler;
    this.limits = limits;
    this.ports = ports;
    this.clock = ports.clock();
    this.monitor = monitor;
    this.budget = budget;
    this.input = new InBuffer(budget);
    this.line = new OutBuffer(budget);
    this.reader = new ConnectionReader(channel, ports.threads(), budget);
    this.responses = new ResponseQueue(channel, budget, ports.threads(), this::lose);
  }

  /** Serves the client until it disconnects or the server ends. */
  void run() {
    try {
      reader.own();
      serve();
      finish();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "connection lost reason={0}", ErrorText.of(e));
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "connection failed", e);
    } finally {
      cut();
      input.release();
      line.release();
      reader.release();
    }
  }

  /** Ends the connection once all received requests are answered. */
  void drain() {
    reader.drain();
  }

  /** Ends the connection now and cancels its requests. */
  void cut() {
    lose();
    responses.breakOff();
    try {
      channel.close();
    } catch (IOException _) {
      // A failed close loses nothing: everything is already discarded.
    }
  }

  private void serve() throws IOException {
    while (!gone) {
      int size = input.line();
      if (size >= 0) {
        next(size);
      } else if (skipping) {
        input.drop();
        await();
      } else if (input.size() > limits.lineBytesMax()) {
        refuse(
            ErrorCode.TOO_LARGE,
            "a line has at most %d bytes: this connection ends".formatted(limits.lineBytesMax()));
        linger();
        return;
      } else if (!await()) {
        rest();
        return;
      }
    }
  }

  private void next(int size) {
    if (skipping) {
      skipping = false;
    } else if (size > limits.lineBytesMax()) {
      refuse(ErrorCode.TOO_LARGE, "a line has at most %d bytes".formatted(limits.lineBytesMax()));
    } else {
      carryOut(input.array(), input.from(), size);
    }
    input.consume(size);
    if (line.size() > FLUSH) {
      responses.flush();
    }
  }

  /** Writes the collected responses and blocks for more input; false at the end. */
  private boolean await() throws IOException {
    responses.flush();
    partial = input.size() > 0 || skipping;
    return switch (reader.fill(input)) {
      case MORE -> true;
      case END -> false;
      case NO_ROOM -> {
        refuse(
            ErrorCode.OVERLOADED,
            "the server buffers as much as it may: send this request again later");
        skipping = true;
        input.drop();
        yield true;
      }
    };
  }

  /** Runs the last line, which may lack its newline. */
  private void rest() {
    if (input.size() > 0 && !skipping) {
      carryOut(input.array(), input.from(), input.size());
    }
  }

  /** Waits until every response is written, as long as the client may read them. */
  private void finish() {
    responses.flush();
    while (!gone && responses.isOutstanding()) {
      responses.await();
      if (responses.isOutstanding()) {
        ports.threads().parkNanos(PROBE_NANOS);
        responses.probe();
      }
    }
  }

  /**
   * Gives the client time to read the last response: closing at once would reset the connection
   * while the client still writes.
   */
  private void linger() throws IOException {
    responses.flush();
    channel.shutdownOutput();
    lingersUntil = clock.nanos() + limits.stall().toNanos() / 30;
    do {
      input.drop();
    } while (!gone && reader.fill(input) == ConnectionReader.Filled.MORE);
  }

  private void carryOut(byte[] array, int from, int size) {
    Task task = handler.task(array, from, size);
    RequestId id = task.id();
    boolean waits = task.waits();
    if (task.cancels() && id != null) {
      boolean found = cancel(id);
      line.clear();
      task.answerCancel(found, line);
      respond(true);
    } else if (id != null && waits) {
      fork(task, id);
    } else {
      here(task, id, waits);
    }
  }

  private void here(Task task, @Nullable RequestId id, boolean waits) {
    if (waits) {
      // While the task runs no other thread writes the responses, unless it becomes long.
      responses.flush();
    }
    current = task;
    long due = clock.nanos() + (waits ? LONG_WAIT_NANOS : LONG_NANOS);
    beginBusy(due);
    line.clear();
    if (anyEarly && id != null && wasCancelledEarly(id)) {
      CancelScanner.refuse(task, line);
    } else {
      answer(task, line, now -> handOn(line, now, null, id != null));
    }
    current = null;
    // Still busy: this blocks while too many responses wait behind an open one.
    responses.put(line, id != null);
    endBusy();
  }

  /** From {@code due} on, a helper reads this connection, unless {@link #endBusy} comes first. */
  private void beginBusy(long due) {
    run.set((due & ~(RUNNING | WATCHED)) | RUNNING);
    monitor.notice();
  }

  private void endBusy() {
    if ((run.getAndSet(0) & WATCHED) != 0) {
      letLookEnd();
    }
  }

  /**
   * Adds the response in {@link #line}, outside of a task. That blocks while too many wait behind
   * an open one, and a helper has to notice it if the client disconnects.
   */
  private void respond(boolean free) {
    beginBusy(clock.nanos() + LONG_NANOS);
    responses.put(line, free);
    endBusy();
  }

  /** Waits until the monitor no longer scans the input buffer, which is about to change. */
  private synchronized void letLookEnd() {
    anyEarly = !early.isEmpty();
  }

  private synchronized boolean wasCancelledEarly(RequestId id) {
    boolean back = early.remove(id);
    anyEarly = !early.isEmpty();
    if (back) {
      cancelledEarly.add(id);
    }
    return back;
  }

  private void fork(Task task, RequestId id) {
    boolean taken;
    synchronized (this) {
      taken = forked.containsKey(id);
      if (!taken && forked.size() < limits.inFlightMax()) {
        forked.put(id, task);
      }
    }
    if (taken) {
      refuse(task, ErrorCode.INVALID_INPUT, "the id %s is in use: choose another".formatted(id));
    } else if (!isForked(id)) {
      refuse(
          task,
          ErrorCode.OVERLOADED,
          "%d requests of this connection are running: wait for one first"
              .formatted(limits.inFlightMax()));
    } else {
      ResponseQueue.Slot slot = responses.open();
      try {
        ports.threads().startVirtual("odeon-request", () -> carryOut(task, id, slot));
      } catch (RuntimeException | OutOfMemoryError e) {
        LOG.log(Level.WARNING, "no thread for a request reason={0}", ErrorText.of(e));
        OutBuffer answer = new OutBuffer(budget);
        task.refuse(ErrorCode.OVERLOADED, "the server has no thread for it: try later", answer);
        complete(id, slot, answer);
      }
    }
  }

  private void carryOut(Task task, RequestId id, ResponseQueue.Slot slot) {
    OutBuffer answer = new OutBuffer(budget);
    if (anyEarly && wasCancelledEarly(id)) {
      CancelScanner.refuse(task, answer);
    } else {
      answer(task, answer, now -> handOn(answer, now, slot, true));
    }
    complete(id, slot, answer);
  }

  private void complete(RequestId id, ResponseQueue.Slot slot, OutBuffer answer) {
    synchronized (this) {
      forked.remove(id);
    }
    responses.complete(slot, answer);
  }

  private synchronized boolean isForked(RequestId id) {
    return forked.containsKey(id);
  }

  /** Writes the lines that a running task has produced, at the task's place among the responses. */
  private void handOn(
      OutBuffer lines, boolean now, ResponseQueue.@Nullable Slot place, boolean free) {
    if (!lines.isRefused() && (now || lines.size() >= HAND_ON)) {
      responses.write(lines, place, free);
      lines.clear();
    }
  }

  private void answer(Task task, OutBuffer out, Task.Lines lines) {
    try {
      task.answer(out, lines);
    } catch (OutOfMemoryError e) {
      LOG.log(Level.ERROR, "out of memory", e);
      out.truncate(0);
      task.refuse(ErrorCode.OVERLOADED, "the server has no memory for it: try again later", out);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "request failed", e);
      out.truncate(0);
      task.refuse(ErrorCode.INTERNAL, "the server failed: its log says why", out);
    }
    if (out.isRefused()) {
      out.clear();
      task.refuse(
          ErrorCode.OVERLOADED,
          "the server has no room for the answer now; the request was carried out",
          out);
    }
  }

  private void refuse(ErrorCode code, String message) {
    refuse(handler.refusal(code, message), code, message);
  }

  private void refuse(Task task, ErrorCode code, String message) {
    line.clear();
    task.refuse(code, message, line);
    respond(task.id() != null);
  }

  /** Cancels the task with that id; returns whether there was one and it could be cancelled. */
  private boolean cancel(RequestId id) {
    Task task;
    synchronized (this) {
      if (cancelledEarly.remove(id)) {
        return true;
      }
      early.remove(id);
      anyEarly = !early.isEmpty();
      task = forked.get(id);
    }
    if (task == null || !task.isCancellable()) {
      return false;
    }
    task.cancel();
    return true;
  }

  /** Starts a helper thread if the running task is long. Called by the monitor. */
  void look(long now) {
    long due = run.get();
    if ((due & (RUNNING | WATCHED)) != RUNNING || now - due < 0) {
      return;
    }
    CancelScanner scanner = new CancelScanner(handler, this::cancelEarly);
    boolean over;
    synchronized (this) {
      if (!run.compareAndSet(due, due | WATCHED)) {
        return;
      }
      scanner.feed(input.array(), input.from(), input.size());
      reader.showSpilled(chunk -> scanner.feed(chunk, 0, chunk.length));
      over = !reader.takeOver();
    }
    if (!over) {
      try {
        ports.threads().start("odeon-helper-reader", 0, () -> helperReads(scanner));
      } catch (RuntimeException | Error e) {
        // Otherwise no thread would read this connection any more; the next round tries again.
        reader.giveBack();
        run.compareAndSet(due | WATCHED, due);
        throw e;
      }
    } else if (responses.hasReady()) {
      ports.threads().start("odeon-helper-reader", 0, responses::flush);
    }
  }

  private void helperReads(CancelScanner scanner) {
    responses.flush();
    reader.helperReads(this::isBusy, chunk -> scanner.feed(chunk, 0, chunk.length));
    while (reader.hasEnded() && isBusy() && !gone) {
      if (!responses.probe()) {
        return;
      }
      ports.threads().parkNanos(PROBE_NANOS);
    }
  }

  private boolean isBusy() {
    return run.get() != 0;
  }

  /**
   * Cancels the request with that id, whether it runs or has yet to start. Called by threads that
   * read ahead.
   */
  private void cancelEarly(RequestId id) {
    Task task;
    synchronized (this) {
      task = underWay(id);
      if (task == null && early.size() < EARLY_MAX) {
        early.add(id);
        anyEarly = true;
        // The task may have started just now, before it could see the id among the cancelled ones.
        task = underWay(id);
      }
      if (task != null) {
        early.remove(id);
        if (task.isCancellable()) {
          cancelledEarly.add(id);
        }
      }
    }
    if (task != null) {
      task.cancel();
    }
  }

  private @Nullable Task underWay(RequestId id) {
    Task task = current;
    return task != null && id.equals(task.id()) ? task : forked.get(id);
  }

  /** Marks the client as gone and cancels all running tasks: no one reads their responses. */
  private void lose() {
    gone = true;
    List<Task> all;
    synchronized (this) {
      all = new ArrayList<>(forked.values());
    }
    Task task = current;
    if (task != null) {
      all.add(task);
    }
    all.forEach(Task::cancel);
  }

  /** A number that stays the same as long as the client stalls the server; 0 if it does not. */
  long stalledAt() {
    if (responses.isWriting()) {
      return 1L << 32 | responses.progress() & 0xFFFFFFFFL;
    }
    return partial && reader.isReading() ? 1L << 33 | reader.progress() & 0xFFFFFFFFL : 0;
  }

  /** Whether the client's time to read the last response is over. */
  boolean hasLingered(long now) {
    long until = lingersUntil;
    return until != 0 && now - until > 0;
  }
}
