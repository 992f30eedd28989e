package dev.odeon.runtime.turn;

import org.jspecify.annotations.Nullable;

/** Something that takes slices on guest threads, one at a time. A slice must not throw. */
public interface GuestWork extends Runnable {
  /** The account of the time that its slices took, which is its own. */
  Share share();

  /** Work of {@code tenant} that {@code slice} does. */
  static GuestWork of(String tenant, Runnable slice) {
    record Task(Share share, Runnable slice) implements GuestWork {
      @Override
      public void run() {
        slice.run();
      }
    }

    return new Task(new Share(tenant), slice);
  }

  /** An account of time. Of the {@link Scheduler} that its work is handed to, which guards it. */
  final class Share {
    final String tenant;

    /** What it has had, beside the others of its tenant. */
    long virtual;

    /** When it was queued; no two have the same. */
    long number;

    /** What waits for its turn; null if nothing does. */
    @Nullable GuestWork waits;

    boolean isUrgent;
    boolean runs;

    /** Whether it was made ready while it ran: it is queued when its slice ends. */
    boolean again;

    /** An account of something of {@code tenant}. */
    public Share(String tenant) {
      this.tenant = tenant;
    }
  }
}
