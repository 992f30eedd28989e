package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import dev.odeon.log.Log;
import dev.odeon.log.LogException;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import dev.odeon.log.Submission;
import java.util.List;

/**
 * Threads that append to a log, each one record at a time: it hands the record in, sleeps until it
 * is durable, and goes on with the next.
 */
final class Writers {
  private final Log log;
  private final int count;
  private final int bytes;

  /** {@code count} writers of records of {@code bytes} bytes. */
  Writers(Log log, int count, int bytes) {
    this.log = log;
    this.count = count;
    this.bytes = bytes;
  }

  /** Has them all append for {@code nanos}; returns when the last append is durable. */
  Pace run(long nanos) {
    long begun = System.nanoTime();
    List<Long> appends = WorkerThreads.run(count, _ -> write(begun, nanos));
    long took = System.nanoTime() - begun;
    return new Pace(appends.stream().mapToLong(Long::longValue).sum(), took);
  }

  private long write(long begun, long nanos) {
    LogRecord record = new LogRecord(LogRecord.Kind.COMMIT, Bytes.wrap(new byte[bytes]));
    long appends = 0;
    while (System.nanoTime() - begun < nanos) {
      One append = new One(record);
      log.submit(append);
      append.durable.await();
      appends++;
    }
    return appends;
  }

  /** One record on its way. */
  private static final class One implements Submission {
    private final LogRecord record;
    private final Pending<LogPosition> durable = new Pending<>(Threads.system());

    One(LogRecord record) {
      this.record = record;
    }

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
      durable.complete(first);
    }

    @Override
    public void failed(LogException cause) {
      durable.fail(cause);
    }
  }
}
