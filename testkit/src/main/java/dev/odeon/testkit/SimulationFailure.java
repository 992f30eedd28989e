package dev.odeon.testkit;

/** A simulation found something: the message begins with the seed that finds it again. */
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1;

  SimulationFailure(String message, Throwable cause) {
    super(message, cause);
  }

  SimulationFailure(String message) {
    super(message);
  }
}
