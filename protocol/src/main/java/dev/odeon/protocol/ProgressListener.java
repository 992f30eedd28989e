package dev.odeon.protocol;

/**
 * Receives the progress of a long operation. Called by the thread that carries it out, or that
 * reads the connection.
 */
@FunctionalInterface
public interface ProgressListener {
  /** Ignores all progress. */
  ProgressListener UNHEARD = (_, _) -> {};

  /**
   * Reports progress.
   *
   * @param done how much is done
   * @param total the total; 0 if it is unknown
   */
  void at(long done, long total);
}
