package dev.odeon.engine;

import dev.odeon.base.Outcome;

/**
 * Carries the outcome of a run that cannot go on up to {@link CompiledModule#run}. A guest cannot
 * catch it.
 */
final class Stop extends RuntimeException {
  private final Outcome outcome;

  Stop(Outcome outcome) {
    super(outcome.text(), null, false, false);
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }
}
