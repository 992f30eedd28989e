package dev.odeon.service;

import dev.odeon.execution.Execution;
import dev.odeon.runtime.actor.Actors;
import java.util.List;

/** Adds operations that are not built into Odeon. Found with {@link java.util.ServiceLoader}. */
public interface OperationProvider {
  /** Returns the handlers of its operations, for one home. */
  List<OperationHandler<?, ?>> handlers(Actors actors, Execution execution);
}
