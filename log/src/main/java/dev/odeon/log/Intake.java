package dev.odeon.log;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The door of the committer: any thread puts a submission on a stack with one compare-and-set, the
 * committer takes the whole stack and turns it round, so the order is that of arrival.
 */
final class Intake {
  private record Node(@Nullable Submission submission, @Nullable Node below) {}

  private static final Node SHUT = new Node(null, null);

  private final AtomicReference<@Nullable Node> top = new AtomicReference<>();

  /** Puts {@code submission} in; false if the door is shut. */
  boolean offer(Submission submission) {
    while (true) {
      Node seen = top.get();
      if (seen == SHUT) {
        return false;
      }
      if (top.compareAndSet(seen, new Node(submission, seen))) {
        return true;
      }
    }
  }

  boolean isEmpty() {
    return top.get() == null;
  }

  /** Moves what is there to the end of {@code queue}. */
  void drainTo(ArrayDeque<Submission> queue) {
    if (!isEmpty()) {
      append(top.getAndSet(null), queue);
    }
  }

  /** Lets nobody in any more, and moves who is left to the end of {@code queue}. */
  void shut(ArrayDeque<Submission> queue) {
    append(top.getAndSet(SHUT), queue);
  }

  private static void append(@Nullable Node newest, ArrayDeque<Submission> queue) {
    ArrayDeque<Submission> turned = new ArrayDeque<>();
    for (Node node = newest; node != null && node != SHUT; node = node.below) {
      if (node.submission != null) {
        turned.push(node.submission);
      }
    }
    queue.addAll(turned);
  }
}
