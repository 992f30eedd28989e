package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.chain.SignedHead;
import dev.odeon.runtime.Actors;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signs what the log is now. */
@Command(
    name = "head",
    description = {
      "Signs the present head of the log: kept elsewhere, it proves later that nothing before it",
      "was rewritten or cut off."
    },
    footer = {
      "",
      "The head is a C2SP tlog checkpoint, a text of a few lines.",
      "",
      "Examples:",
      "  odeon head -o monday.head",
      "  odeon verify --head monday.head"
    })
final class HeadCommand implements Runnable {
  private final Console console;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write it. Default: standard output.")
  private @Nullable Path output;

  HeadCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    SignedHead head;
    Bytes note;
    try (Actors actors = Home.existing(console)) {
      head = actors.chains().signHead();
      note = actors.chains().note(head);
    }
    Path file = output;
    if (file != null) {
      Disk.system().writeAtomically(file.toAbsolutePath(), note);
    }
    console.json(
        Fields.of("origin", head.origin())
            .put("size", head.size())
            .put("root", head.root())
            .put("file", file)
            .put("note", note.text()));
    if (!console.json()) {
      console.say(
          file == null
              ? note.text().stripTrailing()
              : "the head of %s is in %s"
                  .formatted(Shown.count(head.size(), "block", "blocks"), file));
    }
  }
}
