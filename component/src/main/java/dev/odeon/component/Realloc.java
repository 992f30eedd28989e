package dev.odeon.component;

/**
 * The guest's {@code cabi_realloc}. It may grow the memory and may trap; what it gives is checked
 * for alignment and bounds by the caller. All figures are unsigned 32-bit.
 */
@FunctionalInterface
public interface Realloc {
  /**
   * Makes room for {@code newSize} bytes; fresh room where {@code oldPointer} and {@code oldSize}
   * are 0.
   */
  int realloc(int oldPointer, int oldSize, int alignment, int newSize);
}
