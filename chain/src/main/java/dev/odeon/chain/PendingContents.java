package dev.odeon.chain;

import dev.odeon.base.Hash;
import dev.odeon.log.LogRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Content submitted to the log with the record that names it; content that the log has is omitted.
 */
final class PendingContents {
  private final Map<Hash, LogRecord> records = new LinkedHashMap<>(0);

  /** The content that {@code index} does not have. Any thread. */
  PendingContents(ChainIndex index, List<Content> contents) {
    for (Content content : contents) {
      if (!index.hasContent(content.hash())) {
        records.put(content.hash(), new LogRecord(LogRecord.Kind.CONTENT, content.encoded()));
      }
    }
  }

  /** The size of all its records in the log, in bytes. */
  long sizeBytes() {
    long size = 0;
    for (LogRecord record : records.values()) {
      size += record.sizeBytes();
    }
    return size;
  }

  /**
   * Its records, followed by {@code last}, without content that was written meanwhile. For the
   * committer.
   */
  List<LogRecord> before(LogRecord last, HeadWriter writer) {
    records.keySet().removeIf(writer::knowsOrTakes);
    List<LogRecord> group = new ArrayList<>(records.size() + 1);
    group.addAll(records.values());
    group.add(last);
    return group;
  }

  Set<Hash> hashes() {
    return records.keySet();
  }
}
