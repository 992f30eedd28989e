package dev.odeon.service;

import dev.odeon.engine.GuestFrame;
import dev.odeon.host.Diagnostics;
import dev.odeon.protocol.TurnResult;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a turn has to say beside its block, on the thread of the turn, for who waits for the
 * answer on another.
 */
final class TurnWitness implements Consumer<@Nullable Object> {
  private volatile @Nullable Diagnostics said;

  @Override
  public void accept(@Nullable Object result) {
    if (result instanceof Diagnostics diagnostics) {
      said = diagnostics;
    }
  }

  /** {@code turn} with what was said, unless it ran at another time. */
  TurnResult told(TurnResult turn) {
    Diagnostics heard = said;
    return heard == null || turn.duplicate()
        ? turn
        : new TurnResult(
            turn.actor(),
            turn.outcome(),
            turn.height(),
            turn.hash(),
            false,
            heard.log(),
            heard.trace().stream().map(GuestFrame::text).toList());
  }
}
