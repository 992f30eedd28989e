package dev.odeon.store;

import dev.odeon.base.FileStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which packs the puts under way build upon, so that no collection takes one away in between. A
 * pack that a collection has retired gets no new users.
 */
final class Flights {
  private final Set<Flight> underWay = new HashSet<>();
  private final Set<Long> retired = new HashSet<>();

  /** A put under way. Identity counts. */
  final class Flight implements AutoCloseable {
    private final Set<Long> packs = new HashSet<>();
    private final Map<Long, Long> sizes = new HashMap<>();

    /** Whether it may refer to what is in {@code pack} until it ends. */
    boolean uses(long pack) {
      synchronized (underWay) {
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
      synchronized (underWay) {
        underWay.remove(this);
      }
    }
  }

  Flight begin() {
    Flight flight = new Flight();
    synchronized (underWay) {
      underWay.add(flight);
    }
    return flight;
  }

  /** Lets nobody refer to {@code pack} any more; false if somebody under way does. */
  boolean retire(long pack) {
    synchronized (underWay) {
      if (underWay.stream().anyMatch(flight -> flight.packs.contains(pack))) {
        return false;
      }
      retired.add(pack);
      return true;
    }
  }

  /** Takes {@link #retire} back. */
  void restore(long pack) {
    synchronized (underWay) {
      retired.remove(pack);
    }
  }
}
