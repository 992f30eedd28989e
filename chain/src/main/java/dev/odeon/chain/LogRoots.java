package dev.odeon.chain;

import dev.odeon.base.Disk;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import dev.odeon.log.LogScan;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The roots that the blocks of a log have by themselves, whatever tiles and indices say: read from
 * the files of the log, of which none is changed.
 */
final class LogRoots implements LogScan.Visitor {
  private final Set<Long> wanted;
  private final Map<Long, Hash> roots = new HashMap<>();
  private final CompactRange tree = new CompactRange();
  private boolean whole = true;

  private LogRoots(Set<Long> wanted) {
    this.wanted = wanted;
  }

  /**
   * The roots at {@code sizes}, as far as the log has so many blocks and nothing before them is
   * damaged.
   */
  static Map<Long, Hash> at(Disk disk, Path home, Set<Long> sizes) {
    LogRoots roots = new LogRoots(sizes);
    roots.grown();
    var _ = LogScan.run(disk, home.resolve("log"), roots);
    return roots.roots;
  }

  @Override
  public void batch(LogPosition first, List<LogRecord> records) {
    try {
      for (LogRecord record : records) {
        if (whole && record.kind() == LogRecord.Kind.COMMIT) {
          for (Block block : Commit.decode(record.body()).blocks()) {
            tree.add(block.hash());
            grown();
          }
        }
      }
    } catch (MalformedException _) {
      whole = false;
    }
  }

  @Override
  public void damaged(LogPosition first, LogPosition end, List<LogRecord> records, String what) {
    whole = false;
  }

  private void grown() {
    if (wanted.contains(tree.size())) {
      roots.put(tree.size(), tree.root());
    }
  }
}
