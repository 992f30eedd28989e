package dev.odeon.log;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.Threads;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A home for logs in tests: small segments, so that a few records fill several. */
final class Place {
  static final Path LOG = Path.of("/home/log");
  static final Path INDEX = Path.of("/home/derived/index");
  static final Bytes HOME = Bytes.utf8("home 0123456789.");
  static final LogConfig SMALL = new LogConfig(16 << 10, 128 << 10, 8 << 10);

  private Place() {}

  static Log open(Disk disk, SegmentIndex... indices) {
    return open(SMALL, disk, indices);
  }

  static Log open(LogConfig config, Disk disk, SegmentIndex... indices) {
    return Log.open(
        config,
        LOG,
        INDEX,
        HOME,
        disk,
        new SimClock(),
        new SeededEntropy(disk.hashCode()),
        Threads.system(),
        List.of(indices));
  }

  static Path segment(int id) {
    return LOG.resolve("%016x.segment".formatted(id));
  }

  /** The bodies of all records from {@code from} on, by a scan. */
  static List<Bytes> bodies(Log log, long from) {
    List<Bytes> bodies = new ArrayList<>();
    log.scan(
        new LogPosition(from),
        (position, record) -> {
          if (position.value() != from + bodies.size()) {
            throw new AssertionError("position " + position + " after " + bodies.size());
          }
          bodies.add(record.body().compact());
          return true;
        });
    return bodies;
  }

  /** {@code count} appended one after the other; returns their bodies. */
  static List<Bytes> append(Log log, int count, int size) {
    List<Bytes> bodies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bytes body = body(log.end().value(), size);
      new Group(Threads.system(), List.of(Group.commit(body))).into(log).await();
      bodies.add(body);
    }
    return bodies;
  }

  /** Bytes that belong to one position alone. */
  static Bytes body(long position, int size) {
    byte[] body = new byte[size];
    new SplittableRandom(position).nextBytes(body);
    return Bytes.wrap(body);
  }
}
