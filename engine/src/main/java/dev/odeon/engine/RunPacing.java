package dev.odeon.engine;

import java.time.Duration;

/**
 * Decides when a run gives way to others. It is asked on the run's own thread, in guest code, at a
 * refill of fuel: first once the run has had {@link #SLICE}, then every millisecond, and again a
 * whole slice after it gave way. What it decides is seen in no result: not in the fuel, the state
 * or the outcome of the run, nor in its time.
 */
public interface RunPacing {
  /** How long a run goes on before it may have to give way. */
  Duration SLICE = Duration.ofMillis(5);

  /** No run ever gives way. */
  RunPacing NONE =
      new RunPacing() {
        @Override
        public boolean mustGiveWay(GuestRun run) {
          return false;
        }

        @Override
        public void giveWay(GuestRun run) {}
      };

  /** Whether others come first now. Quick where nobody waits. */
  boolean mustGiveWay(GuestRun run);

  /**
   * Blocks until the run may go on, or is to stop; the time until then is not the run's, and while
   * it lasts {@link GuestRun#nanosLeft} means nothing. It may return at once, and throws nothing.
   */
  void giveWay(GuestRun run);
}
