package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.chain.Head;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.StreamState;
import org.jspecify.annotations.Nullable;

/**
 * An actor in memory, as of its last turn, whether that is durable yet or not. Owned by the guest
 * thread that runs the actor; each turn makes a new one.
 *
 * @param registration whether it runs, and what; null before it was ever spawned
 * @param guest its module ready to run; null unless it runs
 * @param head its last block; null before the first
 * @param state its state; null for none
 * @param stateHash the hash of the state; null for none
 * @param loggedAt the height whose state's bytes are in the log, -1 if there is none
 * @param bytesSince the size of the blocks after that one
 * @param stream its domain events
 */
public record LoadedActor(
    @Nullable Registration registration,
    @Nullable Guest guest,
    @Nullable Head head,
    @Nullable Bytes state,
    @Nullable Hash stateHash,
    long loggedAt,
    long bytesSince,
    StreamState stream) {

  /** The most turns between two states whose bytes are logged. */
  static final long TURNS_BETWEEN = 1_000;

  /** How many times the state's size may be logged before the state itself is again. */
  static final long LOGGED_PER_STATE = 4;

  /** An actor with no blocks yet. */
  public static final LoadedActor UNBORN =
      new LoadedActor(null, null, null, null, null, -1, 0, StreamState.NONE);

  /** Whether it takes turns. */
  public boolean runs() {
    return registration != null && registration.status() == Registration.Status.RUNNING;
  }

  /** The height of the next block. */
  long height() {
    return head == null ? 0 : head.height() + 1;
  }

  Hash parent() {
    return head == null ? Hash.ZERO : head.hash();
  }

  /** The size of its state in bytes; 0 for none. */
  public long stateSize() {
    return state == null ? 0 : state.size();
  }
}
