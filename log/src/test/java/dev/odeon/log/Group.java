package dev.odeon.log;

import dev.odeon.base.Bytes;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A submission of fixed records whose end can be awaited. */
final class Group implements Submission {
  private final List<LogRecord> records;
  private final Pending<LogPosition> done;
  private final List<LogPosition> prepared = new ArrayList<>();

  Group(Threads threads, List<LogRecord> records) {
    this.records = List.copyOf(records);
    this.done = new Pending<>(threads);
  }

  static Group of(String... bodies) {
    return new Group(
        Threads.system(), Arrays.stream(bodies).map(body -> commit(Bytes.utf8(body))).toList());
  }

  static LogRecord commit(Bytes body) {
    return new LogRecord(LogRecord.Kind.COMMIT, body);
  }

  /** The same, submitted. */
  Group into(Log log) {
    log.submit(this);
    return this;
  }

  LogPosition await() {
    return done.await();
  }

  boolean isDone() {
    return done.isDone();
  }

  List<LogRecord> records() {
    return records;
  }

  /** The positions it was prepared at. */
  List<LogPosition> prepared() {
    return List.copyOf(prepared);
  }

  @Override
  public long sizeBytesMax() {
    return records.stream().mapToLong(LogRecord::sizeBytes).sum();
  }

  @Override
  public List<LogRecord> prepare(LogPosition first) {
    prepared.add(first);
    return records;
  }

  @Override
  public void committed(LogPosition first) {
    done.complete(first);
  }

  @Override
  public void failed(LogException cause) {
    done.fail(cause);
  }
}
