package dev.odeon.component;

/**
 * The guest's {@code cabi_realloc}. It may grow the memory and may trap. The caller checks the
 * returned address for alignment and bounds. All numbers are unsigned 32-bit.
 */
@FunctionalInterface
public interface Realloc {
  /**
   * Allocates {@code newSize} bytes and returns their address; {@code oldPointer} and {@code
   * oldSize} are 0 unless it reallocates.
   */
  int realloc(int oldPointer, int oldSize, int alignment, int newSize);
}
