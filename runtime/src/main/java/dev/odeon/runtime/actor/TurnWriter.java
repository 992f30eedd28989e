package dev.odeon.runtime.actor;

import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.chain.Append;
import dev.odeon.chain.AppendCondition;
import dev.odeon.chain.Block;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Commit;
import dev.odeon.chain.Content;
import dev.odeon.chain.Expected;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.effect.Effects;
import dev.odeon.runtime.timer.TimerIndex;
import dev.odeon.runtime.turn.ContentsInUse;
import dev.odeon.runtime.turn.PreparedBlock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands the blocks of turns to the disk, until the actors are closed. Any thread. */
final class TurnWriter {
  /** Why nothing is taken any more. */
  static final String CLOSED = "the actors are closing";

  private final Chains chains;
  private final Effects effects;
  private final TimerIndex timers;
  private final OpenRequests requests;
  private final ContentsInUse inUse;
  private final Channels channels;
  private final Consumer<CrashPoint> points;
  private final TurnCounts counts = new TurnCounts();
  private final AtomicBoolean closing = new AtomicBoolean();

  TurnWriter(
      Chains chains,
      Effects effects,
      TimerIndex timers,
      OpenRequests requests,
      ContentsInUse inUse,
      Channels channels,
      Consumer<CrashPoint> points) {
    this.chains = chains;
    this.effects = effects;
    this.timers = timers;
    this.requests = requests;
    this.inUse = inUse;
    this.channels = channels;
    this.points = points;
  }

  /**
   * One turn that its actor went on from already.
   *
   * @param entry what waits for it
   */
  record Part(Actor actor, InFlightTurns.Entry entry, PreparedBlock next) {
    private void settled(@Nullable Append append, @Nullable RuntimeException failure) {
      actor.settled(entry, append, failure);
    }
  }

  /** The timers of the home, which the turns change. */
  TimerIndex timers() {
    return timers;
  }

  /** How the turns ended that were handed in. */
  TurnCounts counts() {
    return counts;
  }

  /** The calling thread is at {@code point}. */
  void reached(CrashPoint point) {
    points.accept(point);
  }

  /** Whether nothing is taken any more. */
  boolean isClosing() {
    return closing.get();
  }

  /**
   * Returns unless they are closing.
   *
   * @throws ActorException if they are
   */
  void checkOpen() {
    if (isClosing()) {
      throw closed();
    }
  }

  /** What who asks for more gets once they are closing. */
  static ActorException closed() {
    return new ActorException(ActorException.Reason.CLOSED, CLOSED);
  }

  /** Nothing is taken from now on; false if that was so already. */
  boolean close() {
    return closing.compareAndSet(false, true);
  }

  /** Whether a turn of {@code key} was interrupted after it intended something outside. */
  boolean isIntending(Key key) {
    return chains.isIntending(key);
  }

  /** The actor goes on from {@code next}, which must be submitted then. */
  void staged(PreparedBlock next) {
    timers.staged(next.block());
    channels.staged(next.block());
    effects.staged(next.block(), next.effects());
    requests.staged(next);
  }

  /**
   * Hands turns to the disk, of one actor or several, which are durable together or not at all;
   * each actor is told what came of it.
   *
   * @param parts the turns; those of one actor in their order
   */
  void submit(List<Part> parts) {
    submit(parts, null);
  }

  /**
   * The same under a condition on the events of all chains.
   *
   * @param condition what must not be there when they are written; null for nothing
   */
  void submit(List<Part> parts, @Nullable AppendCondition condition) {
    reached(CrashPoint.TURN_RAN);
    List<Block> blocks = new ArrayList<>(parts.size());
    List<Content> contents = new ArrayList<>(0);
    for (Part part : parts) {
      blocks.add(part.next.block());
      contents.addAll(part.next.contents());
    }
    Pending<Append> pending;
    try {
      pending =
          chains.append(
              new Commit(blocks),
              Collections.nCopies(blocks.size(), Expected.ANY),
              contents,
              condition);
    } catch (RuntimeException e) {
      settled(parts, null, e);
      return;
    } catch (Error e) {
      // Most likely there is no memory for it. An entry that is never settled would hold up the
      // actor for ever.
      settled(
          parts,
          null,
          new ActorException(ActorException.Reason.FAILED, "the host failed: " + e, e));
      return;
    }
    pending.whenDone((append, failure) -> settled(parts, append, failure));
  }

  /** Tells each actor what came of it. */
  void settled(List<Part> parts, @Nullable Append append, @Nullable RuntimeException failure) {
    boolean durable = append instanceof Append.Appended;
    if (durable) {
      reached(CrashPoint.BLOCK_DURABLE);
    }
    for (Part part : parts) {
      Block block = part.next.block();
      channels.landed(block.key(), block.height());
      if (durable) {
        inUse.durable(block.key(), block.height());
        requests.durable(block);
        counts.durable(block.header(), part.next.turn().diagnostics());
      } else {
        inUse.failed(block.key(), block.height());
        effects.dropped(block);
        requests.dropped(block);
        if (!(append instanceof Append.ConditionFailed)) {
          counts.unwritten(block.key(), Actor.reason(append, failure));
        }
      }
      part.settled(append, failure);
    }
  }
}
