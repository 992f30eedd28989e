package dev.odeon.chain;

import dev.odeon.base.Pending;
import dev.odeon.log.LogException;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import dev.odeon.log.Submission;
import java.util.List;

/** An intent submitted to the log, after the content that it names. */
final class IntentGroup implements Submission {
  private final HeadWriter writer;
  private final LogRecord record;
  private final Pending<Long> pending;
  private final PendingContents contents;
  private boolean prepared;

  IntentGroup(
      HeadWriter writer,
      ChainIndex index,
      Pending<Long> pending,
      Intent intent,
      List<Content> contents) {
    this.writer = writer;
    this.pending = pending;
    this.record = new LogRecord(LogRecord.Kind.INTENT, intent.encoded());
    this.contents = new PendingContents(index, contents);
  }

  @Override
  public long sizeBytesMax() {
    return record.sizeBytes() + contents.sizeBytes();
  }

  @Override
  public List<LogRecord> prepare(LogPosition first) {
    prepared = true;
    return contents.before(record, writer);
  }

  @Override
  public void committed(LogPosition first) {
    writer.committed(contents.hashes());
    pending.complete(first.plus(contents.hashes().size()).value());
  }

  @Override
  public void failed(LogException cause) {
    if (prepared) {
      writer.fallBack();
    }
    pending.fail(cause);
  }
}
