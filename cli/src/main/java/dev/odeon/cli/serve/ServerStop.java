package dev.odeon.cli.serve;

import dev.odeon.cli.Console;
import dev.odeon.cli.Errors;
import dev.odeon.cli.Exit;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The end of a server's process. What runs may end within the time to drain; the home is closed
 * after it. Where that takes longer than {@link #CLOSE}, or a second signal comes, the process ends
 * at once, as a kill would end it: what was acknowledged is in the log, and the next start recovers
 * it. Runs on the thread of a shutdown hook.
 */
final class ServerStop implements Runnable {
  /** How long the home may take to close after the time to drain. */
  private static final Duration CLOSE = Duration.ofMillis(700);

  /** How long it may take to say that the time is over. */
  private static final Duration SAYING = Duration.ofMillis(250);

  /** The same of a second signal. */
  private static final Duration SAYING_ASKED = Duration.ofSeconds(2);

  private final Console console;
  private final ServerProcess serving;
  private final Duration drain;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile Exit exit = Exit.DONE;

  ServerStop(Console console, ServerProcess serving, Duration drain) {
    this.console = console;
    this.serving = serving;
    this.drain = drain;
  }

  /** The process ends with {@code code}, although the home can be closed. */
  void endWith(Exit code) {
    exit = code;
  }

  /** Ends the process: with 0 if the home was closed, with 1 if that was given up. */
  @Override
  public void run() {
    Signals.onEnd(() -> giveUp("a second signal came", SAYING_ASKED));
    Thread.ofPlatform().name("odeon-stop").daemon().start(this::limit);
    int code = exit.code();
    try {
      serving.close();
    } catch (RuntimeException | Error e) {
      code = Errors.report(console, e).code();
    }
    end(code);
  }

  private void limit() {
    try {
      Thread.sleep(drain.plus(CLOSE));
    } catch (InterruptedException e) {
      return; // nobody does that
    }
    giveUp("the time to stop is over", SAYING);
  }

  private void giveUp(String why, Duration saying) {
    if (ended.compareAndSet(false, true)) {
      try {
        Thread said = Thread.ofPlatform().daemon().start(() -> say(why));
        // Standard error may be a pipe that nobody reads.
        var _ = said.join(saying);
      } catch (InterruptedException | OutOfMemoryError e) {
        // Said or not, it ends.
      } finally {
        Runtime.getRuntime().halt(Exit.FAILED.code());
      }
    }
  }

  private void say(String why) {
    console.note(
        "odeon: stopped while %s, without closing the home, since %s: what was acknowledged is kept, and the next start recovers it"
            .formatted(serving.closing(), why));
    console.flush();
  }

  /** The JVM exits with 143 after a SIGTERM; who ended in order exits with 0. */
  private void end(int code) {
    console.flush(); // before it has ended: this may block
    if (ended.compareAndSet(false, true)) {
      Runtime.getRuntime().halt(code);
    }
  }
}
