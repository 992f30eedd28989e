package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Entropy;
import dev.odeon.base.Threads;
import dev.odeon.log.Log;
import dev.odeon.log.LogConfig;
import dev.odeon.log.LogException;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import dev.odeon.log.Submission;
import java.nio.file.Path;
import java.util.List;

/** A log alone, as a home would have it, on a disk that records the sizes of its batches. */
final class LogStand implements AutoCloseable {
  private final BatchSizes sizes = new BatchSizes();
  private final Log log;

  private LogStand(Path folder) {
    log =
        Log.open(
            LogConfig.defaults(),
            folder.resolve("log"),
            folder.resolve("index"),
            Bytes.wrap(new byte[16]),
            sizes.disk(),
            Clock.system(),
            Entropy.system(),
            Threads.system(),
            List.of());
  }

  /** Opens one in an empty folder. */
  static LogStand open(Path folder) {
    return new LogStand(folder);
  }

  /** Has {@code count} writers append records of {@code bytes} bytes for {@code nanos}. */
  Batches append(int count, int bytes, long nanos) {
    sizes.take();
    Pace pace = new Writers(log, count, bytes).run(nanos);
    return new Batches(pace, sizes.take());
  }

  /** Appends a record of {@code body}; leaves {@code window} once that is durable. */
  void append(Bytes body, Window window) {
    log.submit(new WindowedAppend(new LogRecord(LogRecord.Kind.COMMIT, body), window));
  }

  private record WindowedAppend(LogRecord record, Window window) implements Submission {
    @Override
    public long sizeBytesMax() {
      return record.sizeBytes();
    }

    @Override
    public List<LogRecord> prepare(LogPosition first) {
      return List.of(record);
    }

    @Override
    public void committed(LogPosition first) {
      window.leave();
    }

    @Override
    public void failed(LogException cause) {
      window.leave("a record was not appended: " + cause.getMessage());
    }
  }

  /** What a run came to, and how large its batches were. */
  record Batches(Pace pace, int[] sizes) {}

  @Override
  public void close() {
    log.close();
  }
}
