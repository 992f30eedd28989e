package dev.odeon.chain;

import dev.odeon.base.Hash;
import dev.odeon.base.Pending;
import dev.odeon.log.LogException;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import dev.odeon.log.Submission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An intent on its way to the log, after the contents that it names. */
final class IntentGroup implements Submission {
  private final HeadWriter writer;
  private final LogRecord record;
  private final Pending<Long> pending;
  private final Map<Hash, LogRecord> contents = new LinkedHashMap<>(0);
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
    for (Content content : contents) {
      if (!index.hasContent(content.hash())) {
        this.contents.put(content.hash(), new LogRecord(LogRecord.Kind.CONTENT, content.encoded()));
      }
    }
  }

  @Override
  public long sizeBytesMax() {
    long size = record.sizeBytes();
    for (LogRecord content : contents.values()) {
      size += content.sizeBytes();
    }
    return size;
  }

  @Override
  public List<LogRecord> prepare(LogPosition first) {
    prepared = true;
    contents.keySet().removeIf(writer::knowsOrTakes);
    List<LogRecord> group = new ArrayList<>(contents.values());
    group.add(record);
    return group;
  }

  @Override
  public void committed(LogPosition first) {
    writer.committed(contents.keySet());
    pending.complete(first.plus(contents.size()).value());
  }

  @Override
  public void failed(LogException cause) {
    if (prepared) {
      writer.fallBack();
    }
    pending.fail(cause);
  }
}
