package dev.odeon.runtime.actor;

import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.RefusedException;
import dev.odeon.runtime.turn.LoadedActor;
import dev.odeon.runtime.turn.PreparedBlock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one actor is after its last turn, in memory: loaded when a task needs it, ahead of the disk
 * while turns are in flight, and dropped when one of them fails. Of the thread that runs the actor,
 * or has borrowed it.
 */
final class CurrentState {
  /** How long an actor may take turns before the cache of states hears that it does. */
  private static final long UNTOLD_NANOS = 1_000_000_000;

  private final Actor actor;
  private final Key key;
  private final ActorTable table;
  private final Mailbox<ActorTask> mailbox;
  private final InFlightTurns inFlight;
  private final ActorMemory memory;
  private final TurnWriter writer;
  private final ActorMeter meter;
  private final Clock clock;
  private @Nullable LoadedActor live;
  private long toldSize = -1;
  private long toldNanos;

  CurrentState(
      Actor actor,
      ActorTable table,
      Mailbox<ActorTask> mailbox,
      InFlightTurns inFlight,
      ActorMemory memory,
      TurnWriter writer,
      ActorMeter meter) {
    this.actor = actor;
    this.key = actor.key();
    this.table = table;
    this.mailbox = mailbox;
    this.inFlight = inFlight;
    this.memory = memory;
    this.writer = writer;
    this.meter = meter;
    this.clock = table.ports().clock();
  }

  /** Whether nothing is in memory. */
  boolean isEmpty() {
    return live == null;
  }

  /** Leaves memory, if no turn is in flight. */
  void leave(ActorTask.Leave task) {
    LoadedActor now = live;
    if (now != null && inFlight.isEmpty()) {
      memory.save(now);
      drop();
    } else if (now != null) {
      memory.stays(key, now);
    }
    task.answer().complete(new Answer.Refused("left memory"));
  }

  /** Forgets what is in memory. */
  void drop() {
    live = null;
    mailbox.release(); // whether it is paused is looked up again
    toldSize = -1;
    memory.left(key);
  }

  /** The actor as of its last turn. On the thread that runs it, or has borrowed it. */
  LoadedActor loaded() {
    LoadedActor now = live;
    if (now == null) {
      now = memory.load(key);
      live = now;
      told(now);
      if (now.guest() != null) {
        mailbox.capacity(now.guest().mailboxCapacity());
      }
    }
    return now;
  }

  /** Counts the state in memory, and asks others to leave if there is no room. */
  private void told(LoadedActor now) {
    long size = now.stateSize();
    long nanos = clock.nanos();
    if (size != toldSize || nanos - toldNanos > UNTOLD_NANOS) {
      toldSize = size;
      toldNanos = nanos;
      meter.state(size);
      memory.changed(key, size).forEach(table::leave);
    }
  }

  /** Goes on from the turn's block, and hands it to the disk. */
  void append(PreparedBlock next, ActorTask task) {
    writer.submit(List.of(advance(next, task)));
  }

  /**
   * Goes on from {@code next}, which must be handed to the disk then. On the thread that runs the
   * actor, or has borrowed it.
   */
  TurnWriter.Part advance(PreparedBlock next, ActorTask task) {
    Long fuel = next.turn().fuel();
    meter.turn(fuel == null ? 0 : fuel);
    live = next.after();
    told(next.after());
    TurnWriter.Part part = new TurnWriter.Part(actor, inFlight.add(task, next), next);
    try {
      writer.staged(next);
    } catch (RuntimeException | Error e) {
      // A turn that is never settled would hold up the actor for ever.
      writer.settled(List.of(part), null, new RefusedException("the host failed: " + e));
      throw e;
    }
    return part;
  }

  /**
   * Goes on from {@code next} as {@link #advance(PreparedBlock, ActorTask)} does.
   *
   * @param alone whether it may fail for what others do
   */
  TurnWriter.Part advance(PreparedBlock next, ActorTask task, boolean alone) {
    TurnWriter.Part part = advance(next, task);
    if (alone) {
      inFlight.markAlone();
    }
    return part;
  }
}
