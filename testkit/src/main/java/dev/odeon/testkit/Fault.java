package dev.odeon.testkit;

import dev.odeon.base.DiskException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Decides what goes wrong with a {@link SimDisk}. The disk asks it before every operation, in
 * order. A fault may count operations, so it belongs to one disk.
 */
@FunctionalInterface
public interface Fault {
  /** What happens to an operation. */
  sealed interface Verdict {
    /** The operation is carried out. */
    record Proceed() implements Verdict {}

    /** The operation reports success but has no effect. */
    record Swallow() implements Verdict {}

    /**
     * The operation fails. A failed sync leaves each unsynced page either written or lost for good,
     * though still readable.
     *
     * @param reason the reason of the exception
     */
    record Fail(DiskException.Reason reason) implements Verdict {}

    /**
     * A read or a write moves fewer bytes than requested.
     *
     * @param bytesMax the most bytes it moves, at least 1
     */
    record Shorten(int bytesMax) implements Verdict {}

    /** The power fails during the operation, which may or may not take effect. */
    record Cut() implements Verdict {}
  }

  /** The verdict of a healthy disk. */
  Verdict PROCEED = new Verdict.Proceed();

  /** Decides what happens to {@code operation}. */
  Verdict verdict(DiskOperation operation);

  /**
   * Returns a fault that asks {@code other} where this one lets an operation proceed. Each sees
   * only the operations that it is asked about.
   */
  default Fault or(Fault other) {
    return operation -> {
      Verdict first = verdict(operation);
      return first instanceof Verdict.Proceed ? other.verdict(operation) : first;
    };
  }

  /** Returns the fault of a healthy disk. */
  static Fault none() {
    return _ -> PROCEED;
  }

  /** Returns a fault that only reports every operation to {@code observer}. */
  static Fault watch(Consumer<DiskOperation> observer) {
    return operation -> {
      observer.accept(operation);
      return PROCEED;
    };
  }

  /** Returns a fault with {@code verdict} for each operation that {@code which} accepts. */
  static Fault on(Predicate<DiskOperation> which, Verdict verdict) {
    return operation -> which.test(operation) ? verdict : PROCEED;
  }

  /**
   * Returns a fault with {@code verdict} for the {@code index}-th (0-based) operation that {@code
   * which} accepts.
   */
  static Fault onNth(long index, Predicate<DiskOperation> which, Verdict verdict) {
    AtomicLong seen = new AtomicLong();
    return operation ->
        which.test(operation) && seen.getAndIncrement() == index ? verdict : PROCEED;
  }

  /**
   * Returns a fault that cuts the power during the {@code index}-th (0-based) change: see {@link
   * SimDisk#changes()}.
   */
  static Fault cutAtChange(long index) {
    return onNth(index, operation -> operation.kind().change(), new Verdict.Cut());
  }

  /** Returns a fault that fails the {@code index}-th (0-based) sync of a file. */
  static Fault failSync(long index) {
    return onNth(
        index,
        operation -> operation.kind() == DiskOperation.Kind.SYNC,
        new Verdict.Fail(DiskException.Reason.SYNC));
  }

  /**
   * Returns a fault of a process without free file descriptors: nothing can be opened, created,
   * listed or synced by name until the disk gets another fault. Open files continue to work.
   */
  static Fault noDescriptors() {
    return on(
        operation -> operation.kind().opens(),
        new Verdict.Fail(DiskException.Reason.TOO_MANY_OPEN));
  }

  /**
   * Returns a fault that lets the operations that {@code which} accepts report success without
   * effect.
   */
  static Fault swallow(Predicate<DiskOperation> which) {
    return on(which, new Verdict.Swallow());
  }

  /** Returns a fault of a read-only disk. */
  static Fault readOnly() {
    return on(
        operation ->
            switch (operation.kind()) {
              case OPEN_FOR_WRITING, LOCK -> true;
              case SYNC, SYNC_FOLDER -> false;
              default -> operation.kind().change();
            },
        new Verdict.Fail(DiskException.Reason.READ_ONLY));
  }

  /**
   * Returns a fault that makes the bytes from {@code from} (inclusive) to {@code to} (exclusive) of
   * {@code file} unreadable.
   */
  static Fault unreadable(Path file, long from, long to) {
    Path path = file.toAbsolutePath().normalize();
    return on(
        operation ->
            operation.kind() == DiskOperation.Kind.READ
                && operation.path().equals(path)
                && operation.touches(from, to),
        new Verdict.Fail(DiskException.Reason.IO));
  }

  /** Returns a fault that shortens about every second read and write. */
  static Fault shortTransfers(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return operation ->
        operation.size() > 1 && random.nextBoolean()
            ? new Verdict.Shorten(1 + random.nextInt(operation.size() - 1))
            : PROCEED;
  }
}
