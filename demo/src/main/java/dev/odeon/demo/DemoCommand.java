package dev.odeon.demo;

import dev.odeon.base.Bytes;
import dev.odeon.base.Entropy;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Input;
import dev.odeon.cli.Interruption;
import dev.odeon.guests.SampleGuests;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what Odeon promises, on a real text. */
@Command(
    name = "demo",
    description = {
      "Shows on a real text that a kill loses nothing.",
      "An actor in a process of its own counts the words; the process is killed half-way and"
          + " started again; nothing is lost and nothing counted twice."
    },
    footer = {
      "",
      "It works in a temporary home of its own, which it removes; --home is not touched.",
      "",
      "Examples:",
      "  odeon demo",
      "  odeon demo novel.txt",
      "  odeon demo --json --seed 7"
    })
final class DemoCommand implements Runnable {
  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "Names a text in UTF-8 of at least 5 lines. The default is a novel that comes with Odeon.")
  private @Nullable Path file;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides when to kill and what to tamper with. The default is random.")
  private @Nullable Long seed;

  @Option(names = "--keep", description = "Keeps the temporary homes.")
  private boolean keep;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Path chosen = file;
    Long given = seed;
    DemoText text =
        chosen == null
            ? DemoText.of("the novel that comes with Odeon", Bytes.utf8(SampleGuests.demoText()))
            : DemoText.of(chosen.toString(), Input.file(chosen, "text"));
    long number = given == null ? Entropy.system().bytes(8).buffer().getLong() >>> 16 : given;
    try (TempFolder scratch = TempFolder.create(keep);
        Interruption _ = Interruption.handle(console, () -> cleanUp(scratch))) {
      console.say(
          "Counting the words of %s, seed %d, in %s%n"
              .formatted(text.name(), number, scratch.folder()));
      Demo demo = new Demo(console, text, new Choices(number), scratch);
      if (!demo.run()) {
        scratch.keep();
        throw Failure.failed(
            "the demo found what must not be: what it made is kept in " + scratch.folder());
      }
    }
  }

  /** Ends the actor's process, which would write on, and removes what the demo made. */
  private static String cleanUp(TempFolder scratch) {
    Interruption.endChildren();
    return scratch.removeAtLast()
        ? "what the demo made is removed"
        : "what the demo made is in " + scratch.folder();
  }
}
