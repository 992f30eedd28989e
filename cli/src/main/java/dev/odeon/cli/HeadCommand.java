package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.protocol.Facts;
import dev.odeon.protocol.ServerRequest;
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
    Facts head;
    try (Door door = Door.existing(console)) {
      head = Told.facts(door, new ServerRequest.Head());
    }
    String note = head.text("note");
    if (file != null) {
      Disk.system().writeAtomically(file.toAbsolutePath(), Bytes.utf8(note));
    }
    console.json(
        Fields.of("origin", head.text("origin"))
            .put("size", head.whole("size"))
            .put("root", head.text("root"))
            .put("file", file)
            .put("note", note));
    if (!console.json()) {
      console.say(
          file == null
              ? note.stripTrailing()
              : "the head of %s is in %s"
                  .formatted(Shown.count(head.whole("size"), "block", "blocks"), file));
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
