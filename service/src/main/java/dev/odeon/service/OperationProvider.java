package dev.odeon.service;

import dev.odeon.execution.Execution;
import dev.odeon.runtime.Actors;
import java.util.List;

/** Brings operations that are not Odeon's own. Found with {@link java.util.ServiceLoader}. */
public interface OperationProvider {
  /** The handlers of its operations, for one home. */
  List<OperationHandler<?, ?>> handlers(Actors actors, Execution execution);
}
