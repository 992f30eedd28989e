package dev.odeon.testkit;

/** A failure in a simulation. The message begins with the seed that reproduces it. */
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1;

  SimulationFailure(String message, Throwable cause) {
    super(message, cause);
  }

  SimulationFailure(String message) {
    super(message);
  }
}
