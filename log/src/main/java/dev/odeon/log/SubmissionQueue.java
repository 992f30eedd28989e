package dev.odeon.log;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What the committer has yet to write. Any thread pushes a submission on a stack with one
 * compare-and-set; the committer takes the whole stack and reverses it, so the order is that of
 * arrival.
 */
final class SubmissionQueue {
  private record Node(@Nullable Submission submission, @Nullable Node below) {}

  private static final Node CLOSED = new Node(null, null);

  private final AtomicReference<@Nullable Node> top = new AtomicReference<>();

  /** Adds {@code submission}; false if the queue is closed. */
  boolean offer(Submission submission) {
    while (true) {
      Node seen = top.get();
      if (seen == CLOSED) {
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

  /** Refuses further submissions, and moves those that are left to the end of {@code queue}. */
  void close(ArrayDeque<Submission> queue) {
    append(top.getAndSet(CLOSED), queue);
  }

  private static void append(@Nullable Node newest, ArrayDeque<Submission> queue) {
    ArrayDeque<Submission> turned = new ArrayDeque<>();
    for (Node node = newest; node != null && node != CLOSED; node = node.below) {
      if (node.submission != null) {
        turned.push(node.submission);
      }
    }
    queue.addAll(turned);
  }
}
