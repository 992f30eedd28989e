package dev.odeon.engine;

import dev.odeon.base.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries the outcome of a run that cannot go on up to {@link CompiledModule#run}. A guest cannot
 * catch it.
 */
final class Stop extends RuntimeException {
  private final Outcome outcome;
  private final @Nullable List<GuestFrame> trace;

  /** The run ends where this is thrown. */
  Stop(Outcome outcome) {
    super(outcome.text(), null, false, true);
    this.outcome = outcome;
    this.trace = null;
  }

  /** The run ended where the guest's functions were {@code trace}. */
  Stop(Outcome outcome, List<GuestFrame> trace) {
    super(outcome.text(), null, false, false);
    this.outcome = outcome;
    this.trace = trace;
  }

  Outcome outcome() {
    return outcome;
  }

  /** The functions of {@code module} that were on the stack, innermost first. */
  List<GuestFrame> trace(CompiledModule module) {
    return trace == null ? GuestTrace.of(this, module) : trace;
  }
}
