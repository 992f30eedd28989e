package dev.odeon.testkit;

/**
 * The machine or the process is gone: every call of a port throws this from then on, so that the
 * code under test stops where it stands. An error, not an exception: code that catches it and goes
 * on would be working without power.
 */
public final class PowerCut extends Error {
  private static final long serialVersionUID = 1;

  /** The end of a boot. */
  public PowerCut() {
    // No stack trace: thousands are thrown in a run, and where the power went is the test's choice.
    super("the power is off", null, false, false);
  }
}
