package dev.odeon.runtime.turn;

import dev.odeon.chain.Event;
import java.time.Duration;

/** What a turn that runs now began with, for services that act in its name. */
public interface TurnOrigin {
  /** The event that began it. */
  Event cause();

  /** How long a turn of its actor may take. */
  Duration timeLimit();
}
