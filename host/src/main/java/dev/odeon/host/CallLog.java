package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.engine.GuestRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls and log lines of one turn as they are recorded, and their sizes. Used by the thread of
 * the turn alone.
 */
final class CallLog {
  private static final Bytes NEWLINE = Bytes.utf8("\n");

  private final List<HostCallRecord> records = new ArrayList<>();
  private @Nullable Map<Class<?>, Object> perTurn;
  private @Nullable TailBuffer said;
  private @Nullable GuestRun run;
  private int calls;
  private long recordedBytes;
  private long handledBytes;

  /** The number of the call that begins, 0-based; log lines do not count. */
  int nextCall() {
    return calls++;
  }

  /** The number of the call that began last. */
  int call() {
    return calls - 1;
  }

  /** The run that the calls are made in. */
  void run(GuestRun now) {
    run = now;
  }

  /**
   * The run that the calls are made in.
   *
   * @throws IllegalStateException if no guest runs
   */
  GuestRun run() {
    GuestRun now = run;
    if (now == null) {
      throw new IllegalStateException("no guest runs");
    }
    return now;
  }

  void add(HostCallRecord record) {
    records.add(record);
    recordedBytes += record.recordedBytes();
    handledBytes += record.handledBytes();
  }

  /** The guest logged {@code line}. */
  void say(String line) {
    TailBuffer lines = said;
    if (lines == null) {
      lines = new TailBuffer();
      said = lines;
    } else {
      lines.append(NEWLINE);
    }
    lines.append(Bytes.utf8(line));
  }

  /** The last log lines, whether they are recorded or not. */
  Bytes said() {
    return said == null ? Bytes.empty() : said.content();
  }

  /** Something went through that is not recorded. */
  void passed(HostCallRecord record) {
    handledBytes += record.handledBytes();
  }

  int size() {
    return records.size();
  }

  List<HostCallRecord> records() {
    return List.copyOf(records);
  }

  /** The records from {@code index} on. */
  List<HostCallRecord> since(int index) {
    return List.copyOf(records.subList(index, records.size()));
  }

  long recordedBytes() {
    return recordedBytes;
  }

  long handledBytes() {
    return handledBytes;
  }

  <T> T perTurn(Class<T> type, Supplier<T> make) {
    Map<Class<?>, Object> all = perTurn == null ? new HashMap<>(2) : perTurn;
    perTurn = all;
    return type.cast(all.computeIfAbsent(type, _ -> make.get()));
  }
}
