package dev.odeon.log;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.base.ForwardingDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A disk that limits how many files stay open for reading, since a log has several for each segment
 * and a process has a limit. Reading a closed file opens it again. Files that are written stay open
 * until they are {@link #sealed}. Any thread; guarded by its own monitor, which is never held over
 * a port call.
 */
final class OpenFiles implements ForwardingDisk {
  private final Disk disk;
  private final int openMax;

  // Guarded by this.
  private final LinkedHashSet<Shared> idle = new LinkedHashSet<>();
  private int open;

  /** At most {@code openMax} files stay open that no thread is reading. */
  OpenFiles(Disk disk, int openMax) {
    this.disk = disk;
    this.openMax = openMax;
  }

  @Override
  public Disk target() {
    return disk;
  }

  /** How many are open. */
  synchronized int count() {
    return open;
  }

  /** Says that {@code file} is only read from now on. */
  static void sealed(DiskFile file) {
    if (file instanceof Shared shared) {
      shared.seal();
    }
  }

  @Override
  public DiskFile open(Path file, Mode mode) {
    DiskFile opened = disk.open(file, mode);
    Shared shared = new Shared(file, opened, mode == Mode.READ);
    List<DiskFile> surplus;
    synchronized (this) {
      open++;
      surplus = shared.rests();
    }
    surplus.forEach(DiskFile::close);
    return shared;
  }

  /** Takes those out that are too many, the one first that was not read for longest. */
  private List<DiskFile> surplus() {
    List<DiskFile> surplus = new ArrayList<>(0);
    while (open > openMax && !idle.isEmpty()) {
      DiskFile oldest = idle.removeFirst().takeOut();
      if (oldest != null) {
        surplus.add(oldest);
      }
    }
    return surplus;
  }

  /** One file, open or not. What is in it is guarded by the disk's monitor. */
  private final class Shared implements DiskFile {
    private final Path path;
    private @Nullable DiskFile file;
    private boolean readOnly;
    private boolean closed;
    private int users;

    private Shared(Path path, DiskFile file, boolean readOnly) {
      this.path = path;
      this.file = file;
      this.readOnly = readOnly;
    }

    private <T> T with(Function<DiskFile, T> work) {
      DiskFile used = take();
      try {
        return work.apply(used);
      } finally {
        giveBack();
      }
    }

    private DiskFile take() {
      synchronized (OpenFiles.this) {
        if (closed) {
          throw new DiskException(DiskException.Reason.IO, path, "is closed");
        }
        DiskFile known = file;
        if (known != null) {
          users++;
          boolean _ = idle.remove(this);
          return known;
        }
      }
      DiskFile again = reopened();
      DiskFile used;
      synchronized (OpenFiles.this) {
        DiskFile other = file;
        used = other == null ? again : other;
        if (other == null) {
          file = again;
          open++;
        }
        users++;
        boolean _ = idle.remove(this);
      }
      if (used != again) {
        again.close();
      }
      return used;
    }

    /** Opens the file again; if no descriptor is left, closes an idle file first. */
    private DiskFile reopened() {
      while (true) {
        try {
          return disk.open(path, Mode.READ);
        } catch (DiskException e) {
          DiskFile given = null;
          if (e.reason() == DiskException.Reason.TOO_MANY_OPEN) {
            synchronized (OpenFiles.this) {
              given = idle.isEmpty() ? null : idle.removeFirst().takeOut();
            }
          }
          if (given == null) {
            throw e;
          }
          given.close();
        }
      }
    }

    private void giveBack() {
      List<DiskFile> surplus;
      synchronized (OpenFiles.this) {
        users--;
        surplus = rests();
      }
      surplus.forEach(DiskFile::close);
    }

    /** Nobody may be reading it; what is to be closed then. */
    private List<DiskFile> rests() {
      if (users > 0) {
        return List.of();
      }
      if (closed) {
        DiskFile last = takeOut();
        return last == null ? List.of() : List.of(last);
      }
      if (readOnly && file != null) {
        boolean _ = idle.add(this);
      }
      return surplus();
    }

    private @Nullable DiskFile takeOut() {
      DiskFile known = file;
      if (known != null) {
        file = null;
        open--;
      }
      return known;
    }

    private void seal() {
      List<DiskFile> surplus;
      synchronized (OpenFiles.this) {
        readOnly = true;
        surplus = rests();
      }
      surplus.forEach(DiskFile::close);
    }

    @Override
    public int read(long offset, ByteBuffer target) {
      return with(open -> open.read(offset, target));
    }

    @Override
    public int write(long offset, ByteBuffer source) {
      return with(open -> open.write(offset, source));
    }

    @Override
    public void sync() {
      boolean _ =
          with(open -> {
            open.sync();
            return true;
          });
    }

    @Override
    public long size() {
      return with(DiskFile::size);
    }

    @Override
    public void truncate(long size) {
      boolean _ =
          with(open -> {
            open.truncate(size);
            return true;
          });
    }

    @Override
    public void close() {
      List<DiskFile> last;
      synchronized (OpenFiles.this) {
        closed = true;
        boolean _ = idle.remove(this);
        last = rests();
      }
      last.forEach(DiskFile::close);
    }
  }
}
