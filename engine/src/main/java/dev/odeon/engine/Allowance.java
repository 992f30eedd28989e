package dev.odeon.engine;

import dev.odeon.base.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What one instance holds of the engine's memory, against the limits of its present run. Owned by
 * the thread that has the instance.
 */
final class Allowance {
  /** What a table element costs the heap: an int, and as much again for room to grow. */
  private static final long ELEMENT_BYTES = 8;

  private final Engine engine;
  private final boolean exact;
  private @Nullable Call call;

  /** The size of all memories, which the limit is about. */
  private long memoryBytes;

  private int elements;

  /** What is taken from the budget: the arrays behind memories and tables. */
  private long heldBytes;

  /**
   * What an instance holds, or several that share memories.
   *
   * @param exact whether an array is never longer than its memory: code of a module that does not
   *     grow its memory relies on that
   */
  Allowance(Engine engine, boolean exact) {
    this.engine = engine;
    this.exact = exact;
  }

  /** Whether an array is never longer than its memory. */
  boolean exact() {
    return exact;
  }

  /** The run that uses the instance from now on; null for none. */
  void run(@Nullable Call run) {
    call = run;
  }

  Call call() {
    Call now = call;
    if (now == null) {
      throw new IllegalStateException("an instance is used outside its run");
    }
    return now;
  }

  long memoryBytes() {
    return memoryBytes;
  }

  /** What is taken from the budget. */
  long heldBytes() {
    return heldBytes;
  }

  /** What the run may have more of memory, in bytes. */
  long memoryLeft() {
    return call().limits().memoryBytesMax() - memoryBytes;
  }

  int elements() {
    return elements;
  }

  /** Throws if the run is to stop. */
  void checkStop() {
    Call now = call;
    if (now != null) {
      now.checkStop();
    }
  }

  /** Whether the run may have {@code bytes} more of memory; they count as its own then. */
  boolean takeMemory(long bytes) {
    Call now = call();
    if (bytes > now.limits().memoryBytesMax() - memoryBytes) {
      now.refuse(Outcome.Limit.MEMORY);
      return false;
    }
    memoryBytes += bytes;
    return true;
  }

  /** An array of zeros: one that no instance has any more, if there is one of that length. */
  byte[] zeros(int length) {
    byte[] spare = engine.spareArrays().take(length);
    if (spare == null) {
      return new byte[length];
    }
    try {
      Slices.fill(spare, 0, length, (byte) 0, this);
    } catch (Stop e) {
      spare(spare);
      throw e;
    }
    return spare;
  }

  /** Gives an array away that the instance has no more. */
  void spare(byte[] array) {
    engine.spareArrays().give(array);
  }

  /**
   * The size of the array for a memory of {@code wanted} bytes: twice the old one's if that may
   * ever be used and is there, else just what is wanted. The difference is taken from the budget.
   *
   * @throws OverloadedException if there is not even that
   */
  int capacity(int old, int wanted, long max) {
    long room = call().limits().memoryBytesMax() - memoryBytes + wanted;
    int doubled = (int) Math.max(wanted, Math.min(Math.min(2L * old, max), room));
    if (!exact && doubled > wanted && engine.memory().reserve(doubled - old)) {
      heldBytes += doubled - old;
      return doubled;
    }
    hold(wanted - old);
    return wanted;
  }

  /**
   * Whether the run may have {@code more} table elements, which are taken from the budget then; see
   * {@link #capacity}.
   */
  boolean takeElements(int more) {
    Call now = call();
    if (more > now.limits().tableElementsMax() - elements) {
      now.refuse(Outcome.Limit.TABLE);
      return false;
    }
    hold(more * ELEMENT_BYTES);
    elements += more;
    return true;
  }

  /** What is taken at a moment. */
  record Mark(long memoryBytes, int elements, long heldBytes) {}

  /** What is taken now. */
  Mark mark() {
    return new Mark(memoryBytes, elements, heldBytes);
  }

  /** Gives back what was taken since {@code mark}: what it was for did not come about. */
  void backTo(Mark mark) {
    engine.memory().release(heldBytes - mark.heldBytes);
    heldBytes = mark.heldBytes;
    memoryBytes = mark.memoryBytes;
    elements = mark.elements;
  }

  /** Takes {@code bytes} from the budget, or throws {@link OverloadedException}. */
  void hold(long bytes) {
    engine.reserve(bytes);
    heldBytes += bytes;
  }

  /**
   * Takes what {@code image} needs from the budget, beside what is held; {@link #settle} gives back
   * what is too much.
   *
   * @throws OverloadedException if there is not that
   */
  void hold(Image image) {
    hold(image.memoryBytes() + image.elements() * ELEMENT_BYTES);
  }

  /**
   * Sets the sizes to those of an image, whatever the limits, and what is held to {@code arrays}
   * and the tables.
   */
  void settle(Image image, long arrays) {
    long held = arrays + image.elements() * ELEMENT_BYTES;
    if (held > heldBytes) {
      hold(held - heldBytes);
    } else if (held < heldBytes) {
      engine.memory().release(heldBytes - held);
      heldBytes = held;
    }
    memoryBytes = image.memoryBytes();
    elements = image.elements();
  }

  /** Gives everything back: the instance is gone. */
  void close() {
    engine.memory().release(heldBytes);
    heldBytes = 0;
    memoryBytes = 0;
    elements = 0;
    call = null;
  }
}
