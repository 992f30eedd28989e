package dev.odeon.runtime.actor;

import dev.odeon.base.Key;
import dev.odeon.chain.AppendCondition;
import dev.odeon.engine.Cancellation;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.RefusedException;
import dev.odeon.runtime.StreamBlock;
import dev.odeon.runtime.StreamIndex;
import dev.odeon.runtime.StreamState;
import dev.odeon.runtime.StreamTurn;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The streams of events of one home: chains whose turns run no guest. Any thread may call any
 * method; one that blocks says so.
 */
public final class Streams {
  private final ActorTable table;
  private final Directory directory;
  private final StreamIndex index;

  Streams(ActorTable table, Directory directory, StreamIndex index) {
    this.table = table;
    this.directory = directory;
    this.index = index;
  }

  /** The stream {@code key} as durable blocks have it. */
  public StreamState get(Key key) {
    return index.get(key);
  }

  /**
   * Gives the blocks of {@code key} from {@code sequence} on to {@code visitor}, in order, until it
   * says no.
   */
  public void blocks(Key key, long sequence, Predicate<StreamBlock> visitor) {
    index.from(key, sequence, visitor);
  }

  /** The first block of {@code key} from {@code sequence} on; null if there is none. */
  public @Nullable StreamBlock block(Key key, long sequence) {
    return index.first(key, sequence);
  }

  /** The streams that {@code wanted} takes, ordered by key. Reads all of an index. */
  public SortedMap<Key, StreamState> list(Predicate<Key> wanted) {
    return index.list(wanted);
  }

  /** Whether {@code key} is, or was, an actor or a plug-in. */
  public boolean isActor(Key key) {
    return directory.get(key) != null;
  }

  /**
   * Hands a turn in, for who waits for its answer then: as {@link Actors#deliverHere}. Never
   * blocks.
   */
  public Delivery deliver(StreamTurn turn) {
    Delivery refusal = refusal(turn.to());
    return refusal == null ? table.take(turn, true) : refusal;
  }

  private @Nullable Delivery refusal(Key key) {
    if (table.writer().isClosing()) {
      return new Delivery.Stopping();
    }
    String damage = table.memory().damage(key);
    if (damage != null) {
      return new Delivery.Damaged(damage);
    }
    return table.pauses().isHeld(key) ? new Delivery.Paused(Pauses.HOME) : null;
  }

  /**
   * Takes turns of several streams, each of another one, as one commit. Blocks until that is
   * durable, or one of them is not taken.
   *
   * @param turns by their streams
   * @param condition what must not be there when they are written; null for nothing
   * @param patience how long it may wait for the streams
   * @return the answer of each, or of the one that is not taken alone
   * @throws RefusedException if a stream cannot be had
   */
  public SortedMap<Key, Answer> commit(
      SortedMap<Key, StreamTurn> turns, @Nullable AppendCondition condition, Duration patience) {
    if (table.writer().isClosing()) {
      throw TurnWriter.closed();
    }
    turns.keySet().forEach(table.memory()::refuseDamaged);
    long deadline = table.ports().clock().nanos() + patience.toNanos();
    MultiActorTurn joint =
        MultiActorTurn.take(table, new TreeSet<>(turns.keySet()), deadline, new Cancellation());
    if (joint == null) {
      throw new RefusedException("the streams were busy for too long: send it again");
    }
    try (joint) {
      return joint.append(turns, condition);
    }
  }
}
