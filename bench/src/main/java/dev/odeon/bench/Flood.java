package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Priority;
import dev.odeon.cli.Failure;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.actor.Actors;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Keeps so many messages to some actors in flight until it is closed, on a thread of its own. */
final class Flood implements AutoCloseable {
  private static final long FULL_NANOS = 50_000;
  private static final AtomicLong FLOODS = new AtomicLong();

  private final Actors actors;
  private final List<Key> keys;
  private final Bytes body;
  private final Priority priority;
  private final Window window;
  private final LongAdder taken = new LongAdder();
  private final String name = "flood-" + FLOODS.incrementAndGet() + "-";
  private final Thread sender;
  private volatile boolean over;
  private volatile @Nullable RuntimeException problem;

  Flood(Actors actors, List<Key> keys, Bytes body, Priority priority, int inFlight) {
    this.actors = actors;
    this.keys = List.copyOf(keys);
    this.body = body;
    this.priority = priority;
    this.window = new Window(inFlight);
    this.sender = Thread.ofPlatform().name("bench-flood").start(this::run);
  }

  /** How many of its messages were taken so far. */
  long taken() {
    return taken.sum();
  }

  private void run() {
    try {
      for (long i = 0; !over; i++) {
        window.enter();
        send(keys.get((int) (i % keys.size())), name + i);
      }
      window.awaitEmpty();
    } catch (RuntimeException e) {
      problem = e;
    }
  }

  private void send(Key key, String id) {
    Message message = Message.send(key, id, body).withPriority(priority);
    switch (actors.deliver(message)) {
      case Delivery.Accepted(Pending<Answer> answer) ->
          answer.whenDone((done, failure) -> {
            if (done instanceof Answer.Completed turn
                && turn.outcome() instanceof Outcome.Returned) {
              taken.increment();
              window.leave();
            } else {
              window.leave("a turn was not taken: " + (failure == null ? done : failure));
            }
          });
      case Delivery.Full _ -> {
        window.leave();
        LockSupport.parkNanos(this, FULL_NANOS);
      }
      case Delivery refused -> throw Failure.failed(key + " refused a message: " + refused);
    }
  }

  /**
   * Waits until none of its messages is in flight.
   *
   * @throws Failure if one was not taken
   */
  @Override
  public void close() {
    over = true;
    try {
      sender.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted in the middle of a measurement", e);
    }
    RuntimeException failed = problem;
    if (failed != null) {
      throw failed;
    }
  }
}
