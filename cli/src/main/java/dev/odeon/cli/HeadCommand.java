package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.chain.SignedHead;
import dev.odeon.runtime.Actors;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signs what the log is now. */
@Command(
    name = "head",
    description = {
      "Signs the present head of the log.",
      "Kept elsewhere, it proves later that nothing before it was rewritten or cut off."
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
    Path file = output;
    requireWritable(file);
    SignedHead head;
    Bytes note;
    try (Actors actors = Home.existing(console)) {
      head = actors.chains().signHead();
      note = actors.chains().note(head);
    }
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

  /** Nothing is signed for a file that cannot be. */
  private static void requireWritable(@Nullable Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw Failure.failed("-o " + file + " is a folder: name a file in it");
    }
    if (!Files.isDirectory(folder)) {
      throw Failure.failed("there is no folder " + folder + " for the head: make it first");
    }
    if (!Files.isWritable(folder)) {
      throw Failure.failed("the folder " + folder + " cannot be written: check its rights");
    }
  }
}
