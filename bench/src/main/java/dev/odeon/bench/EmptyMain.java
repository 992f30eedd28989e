package dev.odeon.bench;

/** A process that does nothing: what the Java platform itself takes from its start to its end. */
public final class EmptyMain {
  private EmptyMain() {}

  /** Takes no arguments. */
  public static void main(String[] args) {}

  /** How many milliseconds such a process takes, with the options of this one. */
  static double millis() {
    long begun = System.nanoTime();
    try (Child child = Child.start(EmptyMain.class)) {
      return child.millisToEnd(begun);
    }
  }
}
