package dev.odeon.runtime;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.FileStatus;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What files a home has beside those of its store, by what they are for. */
public final class HomeInventory {
  private static final String LOG = "log";

  /** What the folders of a home are for, as far as they are of a kind. */
  private static final Map<String, String> KINDS =
      Map.of(
          LOG,
          LOG,
          "tree",
          "tree",
          "derived/index",
          "indices",
          "derived/snapshots",
          "snapshots",
          "derived/cache",
          "compiled");

  private static final String OTHER = "other";
  private static final String STORE = "store";
  private static final String CLEAN = "clean";

  private final Path home;
  private final Disk disk;

  /** The files of {@code home}. */
  public HomeInventory(Path home, Disk disk) {
    this.home = home;
    this.disk = disk;
  }

  /** The formats of the home, by what has them. */
  public static SortedMap<String, Long> formats() {
    return new TreeMap<>(Map.of("home", (long) Home.FORMAT));
  }

  /** How many bytes the files of each kind have; what comes or goes meanwhile may count or not. */
  public SortedMap<String, Long> bytes() {
    SortedMap<String, Long> bytes = new TreeMap<>();
    KINDS.values().forEach(kind -> bytes.put(kind, 0L));
    add("", OTHER, bytes);
    return bytes;
  }

  /** How many bytes the files of the log have. */
  public long logBytes() {
    SortedMap<String, Long> bytes = new TreeMap<>();
    add(LOG, LOG, bytes);
    return bytes.getOrDefault(LOG, 0L);
  }

  private void add(String folder, String kind, SortedMap<String, Long> bytes) {
    try {
      disk.visit(
          home.resolve(folder),
          name -> {
            String path = folder.isEmpty() ? name : folder + "/" + name;
            if (!path.equals(STORE)) {
              count(path, KINDS.getOrDefault(path, kind), bytes);
            }
          });
    } catch (DiskException e) {
      // It went meanwhile.
    }
  }

  private void count(String path, String kind, SortedMap<String, Long> bytes) {
    Optional<FileStatus> status = disk.status(home.resolve(path));
    if (status.isPresent()) {
      switch (status.get().kind()) {
        case FOLDER -> add(path, kind, bytes);
        case FILE -> bytes.merge(kind, status.get().size(), Long::sum);
        case OTHER -> {}
      }
    }
  }

  /** When the home was last closed in order; empty if it never was. */
  public Optional<Instant> lastCleanStop() {
    return disk.status(home.resolve(CLEAN))
        .map(FileStatus::modifiedMillis)
        .map(Instant::ofEpochMilli);
  }
}
