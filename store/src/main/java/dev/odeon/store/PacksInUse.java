package dev.odeon.store;

import dev.odeon.base.FileStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The packs that running puts refer to, so that no collection removes one meanwhile. A pack that a
 * collection has retired gets no new users.
 */
final class PacksInUse {
  private final Set<Put> running = new HashSet<>();
  private final Set<Long> retired = new HashSet<>();

  /** A running put. Identity counts. */
  final class Put implements AutoCloseable {
    private final Set<Long> packs = new HashSet<>();
    private final Map<Long, Long> sizes = new HashMap<>();

    /** Whether it may refer to what is in {@code pack} until it ends. */
    boolean uses(long pack) {
      synchronized (running) {
        if (retired.contains(pack)) {
          return false;
        }
        packs.add(pack);
        return true;
      }
    }

    /** Whether {@code pack} is a file of {@code end} bytes at least; asks once for each pack. */
    boolean reaches(long pack, long end, Supplier<Optional<FileStatus>> status) {
      return sizes.computeIfAbsent(
              pack,
              _ ->
                  status
                      .get()
                      .filter(found -> found.kind() == FileStatus.Kind.FILE)
                      .map(FileStatus::size)
                      .orElse(0L))
          >= end;
    }

    @Override
    public void close() {
      synchronized (running) {
        running.remove(this);
      }
    }
  }

  Put begin() {
    Put put = new Put();
    synchronized (running) {
      running.add(put);
    }
    return put;
  }

  /** Refuses new references to {@code pack}; false if a running put has one. */
  boolean retire(long pack) {
    synchronized (running) {
      if (running.stream().anyMatch(put -> put.packs.contains(pack))) {
        return false;
      }
      retired.add(pack);
      return true;
    }
  }

  /** Undoes {@link #retire}. */
  void restore(long pack) {
    synchronized (running) {
      retired.remove(pack);
    }
  }
}
