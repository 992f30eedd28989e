package dev.odeon.bench;

import dev.odeon.base.Ports;
import dev.odeon.cli.Failure;
import dev.odeon.store.CollectionReport;
import dev.odeon.store.Progress;
import dev.odeon.store.Resolver;
import dev.odeon.store.Roots;
import dev.odeon.store.Store;
import dev.odeon.store.StoreConfig;
import java.nio.file.Path;
import java.time.Duration;

/** A store alone, as a home would have it. */
final class StoreStand {
  private StoreStand() {}

  /** How long figure or floor runs in a round: there are many cases, and all take minutes. */
  static long nanos(Effort effort) {
    return effort.nanos() / 10;
  }

  /** How often figure and floors of content of {@code bytes} take turns. */
  static int rounds(Effort effort, long bytes) {
    return bytes < 1 << 30 ? effort.rounds() : Math.min(3, effort.rounds());
  }

  /** Opens that in {@code home}, with a cache in memory of {@code cacheBytes}. */
  static Store open(Path home, long cacheBytes) {
    return open(home, cacheBytes, Ports.system());
  }

  /** Opens that in {@code home} with other ports. */
  static Store open(Path home, long cacheBytes, Ports ports) {
    return Store.open(
        StoreConfig.defaults().withCacheBytes(cacheBytes), home, ports, Resolver.NONE);
  }

  /** Sweeps all that {@code roots} do not name. */
  static CollectionReport sweep(Store store, Roots roots) {
    CollectionReport report = store.collect(roots, false, Duration.ZERO, Progress.NONE, _ -> {});
    if (!report.problems().isEmpty()) {
      throw Failure.failed("a fresh store cannot be swept: " + report.problems().getFirst());
    }
    return report;
  }
}
