package dev.odeon.runtime.actor;

import dev.odeon.chain.BlockIndex;
import dev.odeon.runtime.index.Dedup;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What tests that break a promise put between the actors and what these rely on.
 *
 * @param dedup what is known of earlier messages
 * @param indices each index of the home, by its name
 * @param points hears of each point that is passed, on the thread that passes it
 */
record Substitutes(
    UnaryOperator<Dedup> dedup, UnaryOperator<BlockIndex> indices, Consumer<CrashPoint> points) {
  /** Nothing is broken. */
  static final Substitutes NONE = of(dedup -> dedup);

  static Substitutes of(UnaryOperator<Dedup> dedup) {
    return new Substitutes(dedup, index -> index, _ -> {});
  }
}
