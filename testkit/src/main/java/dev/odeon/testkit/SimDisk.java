package dev.odeon.testkit;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskException.Reason;
import dev.odeon.base.DiskFile;
import dev.odeon.base.FileIdentity;
import dev.odeon.base.FileStatus;
import dev.odeon.testkit.DiskOperation.Kind;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that loses unsynced data. A power cut may lose what was not synced, page by
 * page, and one by one the names that no folder sync made durable. An instance is one boot of the
 * disk; {@link #crash} and {@link #kill} end it and return the disk for the next boot. From then on
 * every operation of the old one, also on open files, throws {@link PowerCut}. {@link #faults}
 * scripts faults. All choices follow from the seed and the order of the calls. Thread-safe.
 */
public final class SimDisk implements Disk {
  private final Names names;
  private final SplittableRandom random;
  private final Map<SimNode, FileIdentity> identities = new WeakHashMap<>();
  private long inodes;
  private final Set<PagedFile> locked = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Object lock = new Object();

  /** The folders that this boot has synced into their parents. */
  private final Set<Path> durableFolders = ConcurrentHashMap.newKeySet();

  private volatile Gate gate = Gate.OPEN;
  private Fault fault = Fault.none();
  private Clock clock = new SimClock();
  private boolean dead;
  private long operations;
  private long changes;
  private long pagesMax = Long.MAX_VALUE;
  private long pagesUsed;

  /** Creates an empty disk whose choices follow from {@code seed}. */
  public SimDisk(long seed) {
    this(new Names(), seed);
  }

  private SimDisk(Names names, long seed) {
    this.names = names;
    this.random = new SplittableRandom(seed);
    this.pagesUsed = names.files().values().stream().mapToLong(PagedFile::allocated).sum();
  }

  /** Attaches the disk to a simulation. */
  void attach(Gate scheduler) {
    gate = scheduler;
  }

  // For tests.

  /** Sets the fault that decides what goes wrong from now on; it replaces the previous one. */
  public void faults(Fault next) {
    synchronized (lock) {
      fault = next;
    }
  }

  /**
   * Limits the disk to {@code bytes} in all, in whole pages; more fails with {@link Reason#FULL}.
   */
  public void capacity(long bytes) {
    synchronized (lock) {
      pagesMax = bytes / PagedFile.PAGE_SIZE;
    }
  }

  /** Sets the clock for modification times; without one, files are modified in 1970. */
  public void clock(Clock time) {
    synchronized (lock) {
      clock = time;
    }
  }

  /** The space used in bytes, in whole pages. */
  public long used() {
    synchronized (lock) {
      return pagesUsed * PagedFile.PAGE_SIZE;
    }
  }

  /** The number of operations so far. */
  public long operations() {
    synchronized (lock) {
      return operations;
    }
  }

  /**
   * The number of operations so far that can change the disk: the range of {@link
   * Fault#cutAtChange}.
   */
  public long changes() {
    synchronized (lock) {
      return changes;
    }
  }

  /** Whether the power is off. */
  public boolean isOff() {
    synchronized (lock) {
      return dead;
    }
  }

  /**
   * Cuts the power and returns the disk of the next boot: everything synced, and of the rest a
   * subset that follows from {@code seed}. Calling it again with other seeds gives other crashes at
   * the same point of one run.
   */
  public SimDisk crash(long seed) {
    return crash(seed, Survival.any(new SplittableRandom(seed)));
  }

  /** Cuts the power as {@link #crash(long)} does, with a chosen kind of subset. */
  public SimDisk crash(long seed, Survival survival) {
    SplittableRandom choices = new SplittableRandom(~seed);
    synchronized (lock) {
      turnOff();
      return successor(names.afterPowerCut(choices, survival), choices);
    }
  }

  /**
   * Ends the process and returns the disk of the next boot: everything written is there, though no
   * more of it is durable than before.
   */
  public SimDisk kill() {
    synchronized (lock) {
      turnOff();
      return successor(names.afterKill(), random.split());
    }
  }

  private SimDisk successor(Names after, SplittableRandom choices) {
    SimDisk next = new SimDisk(after, choices.nextLong());
    next.pagesMax = pagesMax;
    next.clock = clock;
    return next;
  }

  /**
   * Returns the absolute paths of all files, sorted. It is not an operation: it is not counted and
   * cannot fail.
   */
  public List<Path> files() {
    synchronized (lock) {
      return List.copyOf(names.files().keySet());
    }
  }

  /** Returns the whole of {@code file} as programs read it. Not an operation. */
  public Bytes peek(Path file) {
    synchronized (lock) {
      PagedFile found = names.file(absolute(file));
      ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(found.size()));
      found.read(0, all, all.capacity());
      return Bytes.wrap(all.array());
    }
  }

  /** Replaces bytes of {@code file} in the cache and on the medium. Not an operation. */
  public void alter(Path file, long offset, Bytes bytes) {
    synchronized (lock) {
      names.file(absolute(file)).alter(offset, bytes.toArray());
    }
  }

  /**
   * Flips the bit {@code bit} (0-7) of the byte at {@code offset}, in the cache and on the medium.
   * Not an operation.
   */
  public void flip(Path file, long offset, int bit) {
    synchronized (lock) {
      byte before = peek(file).at(Math.toIntExact(offset));
      alter(file, offset, Bytes.wrap(new byte[] {(byte) (before ^ 1 << bit)}));
    }
  }

  /** Makes everything durable, including names. Not an operation. */
  public void settle() {
    synchronized (lock) {
      names.files().values().forEach(PagedFile::sync);
      names.settle();
    }
  }

  // The disk port.

  @Override
  public DiskFile open(Path path, Mode mode) {
    Path file = absolute(path);
    Kind kind =
        switch (mode) {
          case READ, READ_PLAIN -> Kind.OPEN;
          case WRITE -> Kind.OPEN_FOR_WRITING;
          case CREATE -> Kind.CREATE;
        };
    // A swallowed creation could not return a file, so it is carried out.
    return perform(
        kind,
        file,
        _ ->
            new Handle(
                file,
                mode == Mode.CREATE ? created(file) : unlocked(file),
                mode == Mode.WRITE || mode == Mode.CREATE),
        "cannot be opened");
  }

  @Override
  public boolean exists(Path path) {
    Path place = absolute(path);
    return perform(Kind.EXISTS, place, _ -> names.find(place) != null, "cannot be looked up");
  }

  /**
   * Returns the identity of a file. Not an operation: it is not counted and only fails after a
   * power cut.
   */
  @Override
  public Optional<FileIdentity> identity(Path path) {
    synchronized (lock) {
      if (dead) {
        throw new PowerCut();
      }
      return Optional.ofNullable(names.find(absolute(path)))
          .map(node -> identities.computeIfAbsent(node, _ -> new FileIdentity(0, ++inodes)));
    }
  }

  private PagedFile created(Path path) {
    PagedFile file = names.createFile(path);
    file.modified(clock.millis());
    return file;
  }

  @Override
  public Optional<FileStatus> status(Path path) {
    Path place = absolute(path);
    return perform(
        Kind.STATUS,
        place,
        _ ->
            switch (names.find(place)) {
              case PagedFile file ->
                  Optional.of(new FileStatus(FileStatus.Kind.FILE, file.size(), file.modified()));
              case SimFolder _ -> Optional.of(new FileStatus(FileStatus.Kind.FOLDER, 0, 0));
              case null -> Optional.empty();
            },
        "cannot be looked up");
  }

  @Override
  public void visit(Path folder, Consumer<String> visitor) {
    list(folder).forEach(visitor);
  }

  @Override
  public void touch(Path path, long millis) {
    Path place = absolute(path);
    change(Kind.TOUCH, place, () -> names.file(place).modified(millis), "cannot be touched");
  }

  @Override
  public List<String> list(Path folder) {
    Path place = absolute(folder);
    return perform(
        Kind.LIST, place, _ -> List.copyOf(names.folder(place).names.keySet()), "cannot be listed");
  }

  @Override
  public void createFolders(Path folder) {
    Path place = absolute(folder);
    Path parent = place.getParent();
    boolean there;
    synchronized (lock) {
      there = !dead && names.find(place) instanceof SimFolder;
    }
    if (parent == null || there && durableFolders.contains(place)) {
      return;
    }
    if (there) {
      syncFolder(parent);
      durableFolders.add(place);
      return;
    }
    createFolders(parent);
    change(
        Kind.CREATE_FOLDER,
        place,
        () -> {
          if (!(names.find(place) instanceof SimFolder)) {
            names.createFolder(place);
          }
        },
        "cannot be made");
    syncFolder(parent);
    durableFolders.add(place);
  }

  @Override
  public void rename(Path from, Path to) {
    Path source = absolute(from);
    Path target = absolute(to);
    perform(
        Kind.RENAME,
        source,
        target,
        0,
        0,
        _ -> {
          free(names.rename(source, target));
          return true;
        },
        true,
        "cannot be renamed to " + target.getFileName());
  }

  @Override
  public void delete(Path path) {
    Path place = absolute(path);
    change(
        Kind.DELETE,
        place,
        () -> free(names.delete(place) instanceof PagedFile file ? file : null),
        "cannot be removed");
  }

  private PagedFile unlocked(Path path) {
    PagedFile file = names.file(path);
    if (locked.contains(file)) {
      throw new DiskException(
          Reason.LOCKED, path, "is locked by this process and cannot be opened");
    }
    return file;
  }

  private void free(@Nullable PagedFile file) {
    pagesUsed -= file == null ? 0 : file.allocated();
  }

  @Override
  public void syncFolder(Path folder) {
    Path place = absolute(folder);
    change(Kind.SYNC_FOLDER, place, () -> names.sync(names.folder(place)), "cannot be synced");
    gate.step();
  }

  @Override
  public AutoCloseable lock(Path path) {
    Path place = absolute(path);
    PagedFile file =
        perform(
            Kind.LOCK,
            place,
            _ -> {
              PagedFile found =
                  names.find(place) == null ? names.createFile(place) : names.file(place);
              if (!locked.add(found)) {
                throw new DiskException(Reason.LOCKED, place, "is locked by another process");
              }
              return found;
            },
            "cannot be locked");
    return () -> {
      synchronized (lock) {
        locked.remove(file);
      }
    };
  }

  private void change(Kind kind, Path path, Runnable effect, String what) {
    perform(
        kind,
        path,
        null,
        0,
        0,
        _ -> {
          effect.run();
          return true;
        },
        true,
        what);
  }

  private <T> T perform(Kind kind, Path path, IntFunction<T> effect, String what) {
    return perform(kind, path, null, 0, 0, effect, null, what);
  }

  /**
   * Carries out an operation: lets another thread run first, then checks the power and the fault.
   *
   * @param effect the operation, given the most bytes that it may move
   * @param swallowed the result if it is swallowed; null if it cannot be
   * @param what the part of an injected failure's message that follows the path
   */
  private <T> T perform(
      Kind kind,
      Path path,
      @Nullable Path target,
      long offset,
      int size,
      IntFunction<T> effect,
      @Nullable T swallowed,
      String what) {
    gate.step();
    synchronized (lock) {
      if (dead) {
        throw new PowerCut();
      }
      changes += kind.change() ? 1 : 0;
      DiskOperation operation = new DiskOperation(operations++, kind, path, target, offset, size);
      return switch (fault.verdict(operation)) {
        case Fault.Verdict.Proceed() -> effect.apply(Integer.MAX_VALUE);
        case Fault.Verdict.Shorten(int bytesMax) -> effect.apply(bytesMax);
        case Fault.Verdict.Swallow() ->
            swallowed == null ? effect.apply(Integer.MAX_VALUE) : swallowed;
        case Fault.Verdict.Fail(Reason reason) ->
            throw new DiskException(reason, path, what + ": " + reason + " (injected)");
        case Fault.Verdict.Cut() -> {
          if (random.nextBoolean()) {
            lastEffect(effect);
          }
          turnOff();
          throw new PowerCut();
        }
      };
    }
  }

  private static void lastEffect(IntFunction<?> effect) {
    try {
      var _ = effect.apply(Integer.MAX_VALUE);
    } catch (DiskException _) {
      // It would have failed anyway, and no caller is left to see it.
    }
  }

  private void turnOff() {
    dead = true;
    locked.clear();
    gate.cut();
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /** An open file. */
  private final class Handle implements DiskFile {
    private final Path path;
    private final PagedFile file;
    private final boolean writable;
    private boolean closed;

    Handle(Path path, PagedFile file, boolean writable) {
      this.path = path;
      this.file = file;
      this.writable = writable;
    }

    @Override
    public int read(long offset, ByteBuffer target) {
      return transfer(
          Kind.READ,
          offset,
          target.remaining(),
          max -> file.read(offset, target, max),
          null,
          "cannot be read at " + offset);
    }

    @Override
    public int write(long offset, ByteBuffer source) {
      checkWritable();
      int start = source.position();
      int size = source.remaining();
      int written =
          transfer(
              Kind.WRITE,
              offset,
              size,
              max -> fill(offset, source, Math.min(size, max)),
              size,
              "cannot be written at " + offset);
      // A swallowed write consumes its bytes too.
      source.position(start + written);
      return written;
    }

    private int fill(long offset, ByteBuffer source, int count) {
      long before = file.allocated();
      int written = file.write(offset, source, count, pagesMax - pagesUsed, random);
      pagesUsed += file.allocated() - before;
      file.modified(clock.millis());
      if (written == 0 && count > 0) {
        throw new DiskException(
            Reason.FULL, path, "cannot be written at " + offset + ": No space left on device");
      }
      return written;
    }

    @Override
    public void sync() {
      try {
        transfer(
            Kind.SYNC,
            0,
            0,
            _ -> {
              file.sync();
              return 0;
            },
            0,
            "cannot be synced");
      } catch (DiskException e) {
        synchronized (lock) {
          if (!closed) {
            file.failSync(random);
          }
        }
        throw e;
      }
      gate.step();
    }

    @Override
    public long size() {
      return perform(
          Kind.SIZE,
          path,
          _ -> {
            checkOpen();
            return file.size();
          },
          "cannot be measured");
    }

    @Override
    public void truncate(long size) {
      checkWritable();
      transfer(
          Kind.TRUNCATE,
          size,
          0,
          _ -> {
            long before = file.allocated();
            file.truncate(size);
            pagesUsed += file.allocated() - before;
            return 0;
          },
          0,
          "cannot be cut to " + size);
    }

    private int transfer(
        Kind kind,
        long offset,
        int size,
        IntFunction<Integer> effect,
        @Nullable Integer swallowed,
        String what) {
      return perform(
          kind,
          path,
          null,
          offset,
          size,
          max -> {
            checkOpen();
            return effect.apply(max);
          },
          swallowed,
          what);
    }

    private void checkOpen() {
      if (closed) {
        throw new DiskException(Reason.IO, path, "is closed");
      }
    }

    private void checkWritable() {
      if (!writable) {
        throw new NonWritableChannelException();
      }
    }

    @Override
    public void close() {
      synchronized (lock) {
        closed = true;
      }
    }
  }
}
