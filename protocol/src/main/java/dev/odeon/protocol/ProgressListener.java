package dev.odeon.protocol;

/** Hears how far a long operation is. Called by the thread that carries it out, or reads of it. */
@FunctionalInterface
public interface ProgressListener {
  /** For who does not want to know. */
  ProgressListener UNHEARD = (_, _) -> {};

  /**
   * So much is done.
   *
   * @param total of how much; 0 if that is not known
   */
  void at(long done, long total);
}
