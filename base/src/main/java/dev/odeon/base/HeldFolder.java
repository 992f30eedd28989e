package dev.odeon.base;

import java.nio.file.Path;

/**
 * A folder that this process holds by the lock of a file in it. Files are named by paths, and a
 * path can come to lead elsewhere while the folder is held: it was moved, or another was put in its
 * place. So {@link #disk()} looks, whenever something in the folder is named, whether the path
 * still leads to the folder that was locked, and touches nothing if not.
 */
public final class HeldFolder implements AutoCloseable {
  /** The file in the folder that is locked. */
  public static final String LOCK = "lock";

  private final Path path;
  private final FolderIdentity identity;
  private final Disk disk;
  private final AutoCloseable lock;

  private HeldFolder(Path path, FolderIdentity identity, Disk disk, AutoCloseable lock) {
    this.path = path;
    this.identity = identity;
    this.disk = disk;
    this.lock = lock;
  }

  /**
   * Takes the folder that {@code folder} leads to, making it if there is none.
   *
   * @throws DiskException with {@link DiskException.Reason#LOCKED} if another process has it
   */
  public static HeldFolder lock(Path folder, Disk disk) {
    disk.createFolders(folder);
    // A link in the path may point elsewhere later.
    Path path = disk.realPath(folder);
    AutoCloseable lock = disk.lock(path.resolve(LOCK));
    try {
      FolderIdentity identity = FolderIdentity.of(path, disk).orElseThrow(() -> replaced(path));
      return new HeldFolder(path, identity, disk, lock);
    } catch (RuntimeException e) {
      release(lock);
      throw e;
    }
  }

  /** Where it was when it was taken, without links. */
  public Path path() {
    return path;
  }

  /** Which folder it is, wherever it is by now. */
  public FolderIdentity identity() {
    return identity;
  }

  /**
   * The disk by which to work in the folder. What was opened stays open, whatever becomes of the
   * path; all else in the folder fails with a {@link DiskException} once the path leads elsewhere.
   */
  public Disk disk() {
    return new Guarded();
  }

  /** Gives the folder back. */
  @Override
  public void close() {
    release(lock);
  }

  private static void release(AutoCloseable lock) {
    try {
      lock.close();
    } catch (Exception e) {
      throw new IllegalStateException("the lock of a folder could not be given back", e);
    }
  }

  private static DiskException replaced(Path path) {
    return new DiskException(
        DiskException.Reason.IO,
        path,
        "was moved or replaced while it was open, and nothing there is touched any more: end this process and start it again where the folder is now");
  }

  private final class Guarded implements ForwardingDisk {
    @Override
    public Disk target() {
      return disk;
    }

    /** Checking the lock is enough: its file is open, so no other file has its identity. */
    @Override
    public Path at(Path file) {
      if (file.startsWith(path)
          && !disk.identity(path.resolve(LOCK))
              .filter(found -> found.equals(identity.lock()))
              .isPresent()) {
        throw replaced(path);
      }
      return file;
    }
  }
}
