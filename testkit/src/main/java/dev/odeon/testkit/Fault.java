package dev.odeon.testkit;

import dev.odeon.base.DiskException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What goes wrong with a {@link SimDisk}: asked before every operation, in order, what shall become
 * of it. A fault may count, so it belongs to one disk.
 */
@FunctionalInterface
public interface Fault {
  /** What becomes of an operation. */
  sealed interface Verdict {
    /** It is done. */
    record Proceed() implements Verdict {}

    /** It says that it was done, and was not. */
    record Swallow() implements Verdict {}

    /**
     * It fails. A sync that fails leaves each unsynced page either written or lost for good, though
     * still readable.
     *
     * @param reason the reason of the exception
     */
    record Fail(DiskException.Reason reason) implements Verdict {}

    /**
     * A read or a write moves fewer bytes than asked.
     *
     * @param bytesMax the most bytes it moves, at least 1
     */
    record Shorten(int bytesMax) implements Verdict {}

    /** The power goes off during it: it may have been done or not. */
    record Cut() implements Verdict {}
  }

  /** The verdict of a disk in good health. */
  Verdict PROCEED = new Verdict.Proceed();

  /** What becomes of {@code operation}. */
  Verdict verdict(DiskOperation operation);

  /**
   * This fault, or where it lets an operation proceed, {@code other}. Both see what they are asked
   * about only.
   */
  default Fault or(Fault other) {
    return operation -> {
      Verdict first = verdict(operation);
      return first instanceof Verdict.Proceed ? other.verdict(operation) : first;
    };
  }

  /** Nothing goes wrong. */
  static Fault none() {
    return _ -> PROCEED;
  }

  /** Tells {@code observer} of every operation; nothing goes wrong. */
  static Fault watch(Consumer<DiskOperation> observer) {
    return operation -> {
      observer.accept(operation);
      return PROCEED;
    };
  }

  /** {@code verdict} for each operation that {@code which} chooses. */
  static Fault on(Predicate<DiskOperation> which, Verdict verdict) {
    return operation -> which.test(operation) ? verdict : PROCEED;
  }

  /**
   * {@code verdict} for the {@code index}-th (from 0) of the operations that {@code which} chooses.
   */
  static Fault onNth(long index, Predicate<DiskOperation> which, Verdict verdict) {
    AtomicLong seen = new AtomicLong();
    return operation ->
        which.test(operation) && seen.getAndIncrement() == index ? verdict : PROCEED;
  }

  /**
   * The power goes off during the {@code index}-th change (from 0): see {@link SimDisk#changes()}.
   */
  static Fault cutAtChange(long index) {
    return onNth(index, operation -> operation.kind().change(), new Verdict.Cut());
  }

  /** The {@code index}-th sync of a file (from 0) fails. */
  static Fault failSync(long index) {
    return onNth(
        index,
        operation -> operation.kind() == DiskOperation.Kind.SYNC,
        new Verdict.Fail(DiskException.Reason.SYNC));
  }

  /**
   * The process has no file descriptors left: nothing can be opened, made, listed or synced by name
   * until the disk is given another fault. What is open works on.
   */
  static Fault noDescriptors() {
    return on(
        operation -> operation.kind().opens(),
        new Verdict.Fail(DiskException.Reason.TOO_MANY_OPEN));
  }

  /** The operations that {@code which} chooses say that they were done, and were not. */
  static Fault swallow(Predicate<DiskOperation> which) {
    return on(which, new Verdict.Swallow());
  }

  /** Nothing on the disk can be changed. */
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

  /** The bytes {@code from} to {@code to} of {@code file} cannot be read. */
  static Fault unreadable(Path file, long from, long to) {
    Path path = file.toAbsolutePath().normalize();
    return on(
        operation ->
            operation.kind() == DiskOperation.Kind.READ
                && operation.path().equals(path)
                && operation.touches(from, to),
        new Verdict.Fail(DiskException.Reason.IO));
  }

  /** Every second read and write or so moves fewer bytes than asked. */
  static Fault shortTransfers(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return operation ->
        operation.size() > 1 && random.nextBoolean()
            ? new Verdict.Shorten(1 + random.nextInt(operation.size() - 1))
            : PROCEED;
  }
}
