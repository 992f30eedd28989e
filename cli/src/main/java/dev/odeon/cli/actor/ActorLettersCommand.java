package dev.odeon.cli.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.cli.ActorChoice;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Keys;
import dev.odeon.cli.Table;
import dev.odeon.cli.TextFormat;
import dev.odeon.cli.TurnText;
import dev.odeon.protocol.ActorLetterDrop;
import dev.odeon.protocol.ActorLetterRedeliver;
import dev.odeon.protocol.ActorLetters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists, shows, redelivers and drops the dead letters of an actor. */
@Command(
    name = "letters",
    description = {
      "Lists an actor's dead letters: messages of other actors that failed too often.",
      "With 'show N', shows one; 'redeliver N' delivers it again, once however often it is asked; 'drop N' records that it is done with."
    },
    footer = {
      "",
      "Examples:",
      "  odeon actor letters orders",
      "  odeon actor letters orders show 4711",
      "  odeon actor letters orders redeliver 4711"
    })
final class ActorLettersCommand implements Runnable {
  /** What is done. */
  enum Action {
    /** Shows all. */
    LIST,
    /** Shows one. */
    SHOW,
    /** Sends one again. */
    REDELIVER,
    /** Drops one. */
    DROP
  }

  private final Console console;

  @Parameters(index = "0", paramLabel = "ID", description = "Names the actor.")
  private String id = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ACTION",
      description = "Says what to do: list, show, redeliver or drop. The default is list.")
  private String action = "list";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "N",
      description = "Gives the number of the letter, as the list shows it.")
  private @Nullable Long number;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "asked for on the command line",
      description = "Tells why a letter is dropped, for the history.")
  private String reason = "";

  ActorLettersCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Action what = action();
    Long letter = number;
    if ((what == Action.LIST) != (letter == null)) {
      throw Failure.usage(
          letter == null
              ? "name the letter: odeon actor letters %s %s N".formatted(id, action)
              : "say what to do with letter %d: show, redeliver or drop".formatted(letter));
    }
    Key named = Keys.of(console, id);
    try (Backend backend = Backend.existing(console)) {
      Key key = ActorChoice.key(console, backend, named);
      switch (what) {
        case LIST -> list(backend, key);
        case SHOW -> show(backend, key, known(letter));
        case REDELIVER -> redeliver(backend, key, known(letter));
        case DROP -> drop(backend, key, known(letter));
      }
    }
  }

  private static long known(@Nullable Long letter) {
    return letter == null ? -1 : letter;
  }

  private Action action() {
    for (Action each : Action.values()) {
      if (each.name().equals(action.toUpperCase(Locale.ROOT))) {
        return each;
      }
    }
    throw Failure.usage(
        "'%s' is not something to do with letters: list, show, redeliver or drop"
            .formatted(action));
  }

  private List<ActorLetters.Item> ask(Backend backend, Key key, @Nullable Long letter) {
    List<ActorLetters.Item> found = new ArrayList<>();
    ActorLetters asked = new ActorLetters(key.text(), letter);
    ActorLetters.Result _ =
        ActorChoice.asking(console, backend, key, () -> backend.stream(asked, found::add));
    return found;
  }

  private void list(Backend backend, Key key) {
    List<ActorLetters.Item> letters = ask(backend, key, null);
    Table table = Table.of("LETTER", "MESSAGE", "TIME", "SIZE", "REASON");
    letters.forEach(letter ->
        table.row(
            Long.toString(letter.letter()),
            letter.id(),
            console.time(Instant.ofEpochMilli(letter.timeMillis())),
            TextFormat.count(letter.size()),
            letter.reason()));
    console.list(
        letters.stream().map(ActorLetters.OPERATION.item()::fields).toList(),
        table,
        "%s has no dead letters".formatted(key.text()));
  }

  private void show(Backend backend, Key key, long letter) {
    ActorLetters.Item shown = ask(backend, key, letter).getFirst();
    if (console.json()) {
      console.json(ActorLetters.OPERATION.item().fields(shown));
      return;
    }
    Bytes body = shown.body();
    console.say(
        "letter %d: message %s, dead since %s, block %s: %s"
            .formatted(
                shown.letter(),
                shown.id(),
                console.time(Instant.ofEpochMilli(shown.timeMillis())),
                TextFormat.count(shown.height()),
                shown.reason()));
    console.say(body == null ? "" : TextFormat.text(body));
  }

  private void redeliver(Backend backend, Key key, long letter) {
    ActorLetterRedeliver asked = new ActorLetterRedeliver(key.text(), letter);
    ActorLetterRedeliver.Result result =
        ActorChoice.asking(console, backend, key, () -> backend.ask(asked));
    console.json(ActorLetterRedeliver.OPERATION, result);
    TurnText.requireReturned(console, "the letter to", result.turn());
    if (!console.json()) {
      console.say(
          "letter %d returned in block %s %s"
              .formatted(
                  letter,
                  TextFormat.count(result.turn().height()),
                  TextFormat.hash(result.turn().hash())));
    }
  }

  private void drop(Backend backend, Key key, long letter) {
    ActorLetterDrop asked = new ActorLetterDrop(key.text(), letter, reason);
    ActorLetterDrop.Result dropped =
        ActorChoice.asking(console, backend, key, () -> backend.ask(asked));
    console.result(
        ActorLetterDrop.OPERATION, dropped, "letter %d dropped".formatted(dropped.letter()));
  }
}
