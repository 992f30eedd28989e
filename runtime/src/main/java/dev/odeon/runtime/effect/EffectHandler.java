package dev.odeon.runtime.effect;

import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import java.util.List;

/**
 * Does what one kind of deferred calls asks for, exactly once across crashes: its {@link #mark} is
 * durable, or doing an effect again changes nothing. Later turns of the same actor see an effect
 * while it is staged, nobody else does; it falls with its block. Nothing here may throw for a
 * reason that lies outside the process.
 *
 * @param <E> what a call asks for, as its capability decodes it
 */
public interface EffectHandler<E> {
  /** The type of the effects that it handles, subtypes included. */
  Class<E> type();

  /**
   * A turn is about to be handed to the disk. On the thread of the turn.
   *
   * @param height the block that the turn will become
   * @param effects in the order of the calls; not empty
   */
  default void staged(Key actor, long height, List<PlacedEffect<E>> effects) {}

  /**
   * A block is durable. On the committer thread, in the order of the log, so it must not block;
   * when the home is opened on the opening thread, from {@link #mark} on.
   *
   * @param sequence the block's place among all blocks of the home
   * @param effects in the order of the calls; not empty
   */
  default void durable(long sequence, Block block, List<PlacedEffect<E>> effects) {}

  /**
   * The turn of {@code actor} at {@code height} never becomes durable, and so none after it. Also
   * for turns without effects. On the committer thread, or on that of the turn.
   */
  default void dropped(Key actor, long height) {}

  /**
   * Up to where everything is done, effects there included: those after it are given again when the
   * home is opened. Asked if there are any. The default has all of them done, for effects that are
   * derived from the blocks wherever they are asked for.
   */
  default EffectPosition mark() {
    return EffectPosition.END;
  }

  /**
   * Whether all of its effects wait where a home is opened paused, in the order of the log, until
   * all of the home is resumed. Not for a handler that asks itself which actors may act, or whose
   * effects nobody outside the process sees.
   */
  default boolean waitsForHome() {
    return true;
  }
}
