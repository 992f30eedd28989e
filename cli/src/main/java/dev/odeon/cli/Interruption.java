package dev.odeon.cli;

import java.util.function.Supplier;

/**
 * What a command says and does when Ctrl-C or SIGTERM ends it while something else goes on. Does
 * nothing once it is closed. The process ends with the code that the signal has.
 */
public final class Interruption implements AutoCloseable {
  private final Thread hook;

  private Interruption(Thread hook) {
    this.hook = hook;
  }

  /**
   * From now on, an interruption runs {@code action}, and prints the line that it returns as the
   * last one.
   */
  public static Interruption handle(Console console, Supplier<String> action) {
    Thread hook =
        new Thread(
            () -> {
              console.fallSilent();
              console.lastWord("odeon: interrupted: " + TextFormat.line(action.get()));
            },
            "odeon-interruption");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException _) {
      // It ends already: there is nobody to begin anything for.
    }
    return new Interruption(hook);
  }

  /** Kills the processes that this one started, and waits for their ends. */
  public static void endChildren() {
    for (ProcessHandle child : ProcessHandle.current().children().toList()) {
      child.destroyForcibly();
      child.onExit().join();
    }
  }

  /**
   * Ends it; where the process is being interrupted, waits until all that is to be done is done.
   */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      awaitEnd();
    }
  }

  private void awaitEnd() {
    try {
      hook.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while the process ends", e);
    }
  }
}
