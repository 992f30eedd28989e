package dev.odeon.chain;

import dev.odeon.base.Pending;
import dev.odeon.log.LogException;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import dev.odeon.log.Submission;
import java.util.List;

/** An intent on its way to the log. */
final class IntentGroup implements Submission {
  private final LogRecord record;
  private final Pending<Long> pending;

  IntentGroup(Intent intent, Pending<Long> pending) {
    this.record = new LogRecord(LogRecord.Kind.INTENT, intent.encoded());
    this.pending = pending;
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
    pending.complete(first.value());
  }

  @Override
  public void failed(LogException cause) {
    pending.fail(cause);
  }
}
