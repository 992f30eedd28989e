package dev.odeon.log;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskFile;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One segment file as readers know it. The committer adds to the active one; a sealed one stays as
 * it is.
 */
final class Segment implements AutoCloseable {
  private final Disk disk;
  private final Path path;
  private final SegmentHeader header;
  private final BatchFormat format;
  private final AtomicReference<@Nullable DiskFile> file;
  private volatile BatchStarts starts = new BatchStarts();

  /** A segment whose file is opened when it is first read, or the open {@code file}. */
  Segment(Disk disk, Path path, SegmentHeader header, @Nullable DiskFile file) {
    this.disk = disk;
    this.path = path;
    this.header = header;
    this.format = new BatchFormat(header.salt());
    this.file = new AtomicReference<>(file);
  }

  Path path() {
    return path;
  }

  SegmentHeader header() {
    return header;
  }

  BatchFormat format() {
    return format;
  }

  BatchStarts starts() {
    return starts;
  }

  void starts(BatchStarts known) {
    starts = known;
  }

  /** The open file. Shared: no thread that reads it may be interruptible. */
  DiskFile file() {
    DiskFile open = file.get();
    if (open != null) {
      return open;
    }
    DiskFile mine = disk.open(path, Disk.Mode.READ);
    if (file.compareAndSet(null, mine)) {
      return mine;
    }
    mine.close();
    return file();
  }

  @Override
  public void close() {
    DiskFile open = file.getAndSet(null);
    if (open != null) {
      open.close();
    }
  }
}
