package dev.odeon.cli;

import dev.odeon.base.Outcome;
import dev.odeon.protocol.TurnResult;

/** What turns are called for people. */
public final class TurnText {
  private TurnText() {}

  /**
   * Requires that the turn returned; with {@code --verbose}, prints what it said and where it was
   * if not.
   *
   * @param what the turn was, up to the actor's name, such as {@code init of}
   * @throws Failure saying how it ended instead
   */
  public static void requireReturned(Console console, String what, TurnResult turn) {
    if (console.verbose() && !console.json()) {
      GuestText.note(console, turn.log(), turn.trace());
    }
    requireReturned(what, turn);
  }

  /** The same where nobody looks at what it said. */
  public static void requireReturned(String what, TurnResult turn) {
    if (!turn.outcome().equals(Outcome.RETURNED)) {
      throw Failure.failed(
          "%s %s %s%s (block %s); its state is as before; see 'odeon actor events %s'"
              .formatted(
                  what,
                  turn.actor(),
                  turn.outcome().text(),
                  setting(what, turn.outcome()),
                  TextFormat.count(turn.height()),
                  turn.actor()));
    }
  }

  /** The line of the manifest that sets the limit that was reached. */
  private static String setting(String what, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Exhausted(Outcome.Limit limit) ->
          switch (limit) {
            case TIME ->
                " ([limits] %s)".formatted(what.startsWith("init") ? "init_time_ms" : "time_ms");
            case MEMORY -> " ([limits] memory_mb)";
            case TABLE -> " ([limits] table_elements)";
            case OUTPUT -> " ([limits] output_mb, or more than 65,536 calls and log lines)";
            case FUEL -> " ([limits] fuel)";
            case STACK -> " ([limits] stack_slots)";
          };
      case Outcome.Returned _, Outcome.Rejected _, Outcome.Trapped _, Outcome.Cancelled _ -> "";
    };
  }
}
