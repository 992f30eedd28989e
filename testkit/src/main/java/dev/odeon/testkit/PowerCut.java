package dev.odeon.testkit;

/**
 * The machine or the process is gone. Every port call throws this from then on, so that the code
 * under test stops where it is. It is an error, not an exception: code that catches it and
 * continues would run without power.
 */
public final class PowerCut extends Error {
  private static final long serialVersionUID = 1;

  /** Creates the error that ends a boot. */
  public PowerCut() {
    // No stack trace: a run throws thousands, and the test chooses where the power fails.
    super("the power is off", null, false, false);
  }
}
