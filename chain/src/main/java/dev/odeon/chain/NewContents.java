package dev.odeon.chain;

import dev.odeon.base.Hash;
import dev.odeon.log.LogRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Contents on their way to the log with what names them; what it has already stays behind. */
final class NewContents {
  private final Map<Hash, LogRecord> records = new LinkedHashMap<>(0);

  /** Those of {@code contents} that {@code index} does not have. Any thread. */
  NewContents(ChainIndex index, List<Content> contents) {
    for (Content content : contents) {
      if (!index.hasContent(content.hash())) {
        records.put(content.hash(), new LogRecord(LogRecord.Kind.CONTENT, content.encoded()));
      }
    }
  }

  /** What they take in the log together. */
  long sizeBytes() {
    long size = 0;
    for (LogRecord record : records.values()) {
      size += record.sizeBytes();
    }
    return size;
  }

  /** Their records, and {@code last} behind them, but for what came meanwhile. The committer. */
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
