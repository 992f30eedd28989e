package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.Checksum;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.FileStatus;
import dev.odeon.base.MalformedException;
import dev.odeon.base.Threads;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * Which tenant stored which content, so that a tenant sees what it stored by its hash, also after a
 * restart, although no label names it. A mark is a small file; it keeps nothing alive, and a
 * collection removes it with its content. Any number of threads; each mark is written by one at a
 * time.
 */
public final class Owners {
  /** How many bytes a mark has: the line of its checksum. */
  static final int MARK_SIZE = 16;

  private final Disk disk;
  private final Threads threads;
  private final StoreFolders folders;
  private final ConcurrentMap<String, FolderSync> opened = new ConcurrentHashMap<>();
  private final KeyedLock<String> opening;
  private final KeyedLock<Mark> writing;

  /** One tenant and one content that it stored. */
  private record Mark(String tenant, ContentRef ref) {}

  Owners(Disk disk, Threads threads, StoreFolders folders) {
    this.disk = disk;
    this.threads = threads;
    this.folders = folders;
    this.opening = new KeyedLock<>(threads);
    this.writing = new KeyedLock<>(threads);
  }

  /** The file that says that {@code ref} was stored by the tenant in whose folder it is. */
  static Bytes encode(ContentRef ref) {
    return Checksum.sealLines(ref.hex(), Bytes.empty());
  }

  /**
   * Sees that {@code file} is the mark of {@code ref}.
   *
   * @throws MalformedException if it is not what was written
   */
  static void check(ContentRef ref, Bytes file) {
    if (!Checksum.openLines(ref.hex(), file).isEmpty()) {
      throw new MalformedException("it has more than the line of its checksum");
    }
  }

  /**
   * Records that {@code tenant} stored {@code ref}, which need not be here. Durable on return. If
   * that is recorded already, nothing is written; a damaged mark is replaced.
   *
   * @param tenant as in {@link StoreName}
   * @throws IllegalArgumentException if there can be no such tenant
   * @throws StoreException.Unavailable if the disk would not
   */
  public void add(String tenant, ContentRef ref) {
    StoreName.checkTenant(tenant);
    boolean _ =
        FileContents.attempt(() ->
            writing.with(
                new Mark(tenant, ref),
                () -> {
                  FolderSync sync = folder(tenant);
                  sync.check();
                  return isWhole(folders.owned(tenant, ref), ref) || write(tenant, ref, sync);
                }));
  }

  private boolean write(String tenant, ContentRef ref, FolderSync sync) {
    Bytes mark = encode(ref);
    TempFiles.write(disk, folders.owned(tenant, ref), file -> file.writeFully(0, mark.buffer()));
    sync.sync();
    return true;
  }

  /**
   * Whether it is recorded that {@code tenant} stored {@code ref}. A mark that is damaged, or is no
   * plain file, counts as none: what a tenant sees is never decided by bytes that nobody wrote. The
   * verifier reports it, and storing the content again replaces it.
   *
   * @throws IllegalArgumentException if there can be no such tenant
   * @throws StoreException.Unavailable if the disk would not
   */
  public boolean has(String tenant, ContentRef ref) {
    StoreName.checkTenant(tenant);
    return FileContents.attempt(
        () -> isFolder(folders.owners(tenant)) && isWhole(folders.owned(tenant, ref), ref));
  }

  private boolean isFolder(Path path) {
    return disk.status(path).filter(it -> it.kind() == FileStatus.Kind.FOLDER).isPresent();
  }

  private boolean isWhole(Path file, ContentRef ref) {
    boolean plain =
        disk.status(file)
            .filter(it -> it.kind() == FileStatus.Kind.FILE && it.size() == MARK_SIZE)
            .isPresent();
    try {
      return plain && SmallFile.read(disk, file, MARK_SIZE).equals(encode(ref));
    } catch (DiskException e) {
      if (e.reason() == DiskException.Reason.MISSING) {
        return false;
      }
      throw e;
    }
  }

  /** Takes up the folder of {@code tenant}; what an earlier process wrote becomes durable. */
  private FolderSync folder(String tenant) {
    FolderSync known = opened.get(tenant);
    return known != null ? known : opening.with(tenant, () -> open(tenant));
  }

  private FolderSync open(String tenant) {
    FolderSync known = opened.get(tenant);
    if (known != null) {
      return known;
    }
    Path folder = folders.owners(tenant);
    StoreFolders.makeOwn(disk, folder);
    FolderSync sync = new FolderSync(disk, folder, threads);
    sync.sync();
    opened.put(tenant, sync);
    return sync;
  }

  // Collecting.

  /** Removes a mark unless its content is there; returns whether it did. */
  @FunctionalInterface
  interface Sweeper {
    boolean sweep(ContentRef ref, Path mark);
  }

  /** The tenants that have a folder. */
  public List<String> tenants() {
    return disk.list(folders.owners()).stream()
        .filter(tenant -> StoreName.isTenant(tenant) && isFolder(folders.owners(tenant)))
        .toList();
  }

  /** Gives {@code visitor} what {@code tenant} stored, in no order; some may be gone by now. */
  public void each(String tenant, Consumer<ContentRef> visitor) {
    StoreName.checkTenant(tenant);
    if (isFolder(folders.owners(tenant))) {
      new FolderScan(disk, folders).refs(folders.owners(tenant), visitor);
    }
  }

  /** Their folders. */
  List<Path> tenantFolders() {
    return tenants().stream().map(folders::owners).toList();
  }

  /**
   * Has {@code sweeper} look at every mark. Removals are durable on return, so that no mark comes
   * back for content that somebody else stores later.
   */
  void sweep(Sweeper sweeper) {
    FolderScan scan = new FolderScan(disk, folders);
    for (String tenant : tenants()) {
      boolean[] removed = new boolean[1];
      scan.refs(
          folders.owners(tenant),
          ref -> removed[0] |= sweeper.sweep(ref, folders.owned(tenant, ref)));
      if (removed[0]) {
        folder(tenant).sync();
      }
    }
  }
}
