package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.SignHead;
import dev.odeon.runtime.actor.Actors;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signs what the log is now. */
@Command(
    name = "head",
    description = {
      "Signs the current head of the log.",
      "Kept elsewhere, it proves later that nothing before it was rewritten or cut off."
    },
    footer = {
      "",
      "The head is a C2SP tlog checkpoint, a text of a few lines.",
      "",
      "Examples:",
      "  odeon head -o monday.head",
      "  odeon verify --head monday.head",
      "  odeon head --new-identity         # the key is lost, and no copy is left"
    })
public final class HeadCommand implements Runnable {
  private final Console console;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Writes it to this file. The default is standard output, and - means that, too.")
  private @Nullable Path output;

  @Option(
      names = "--new-identity",
      description = {
        "Creates a new key first, if the old one is lost. Later heads have another origin."
            + " What remains of the old key is kept. No server may have the home open."
      })
  private boolean newIdentity;

  public HeadCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Path file = OutputFile.of(output);
    if (file != null) {
      OutputFile.requireWritable(file); // nothing is signed for a file that cannot be
    }
    String before = newIdentity ? replaceKey() : null;
    SignHead.Result head;
    try (Backend backend = Backend.existing(console)) {
      head = backend.ask(new SignHead());
    }
    if (newIdentity) {
      console.note(
          "odeon: the home signs as %s from now on; it was %s, whose files are kept in keys"
              .formatted(head.origin(), before == null ? "nobody" : before));
    }
    if (file != null) {
      OutputFile.write(file, out -> out.write(Bytes.utf8(head.note()).toArray()));
    }
    JsonFields fields = SignHead.OPERATION.result().fields(head).put("file", file);
    console.json(newIdentity ? fields.put("previous_origin", before) : fields);
    if (!console.json()) {
      console.say(
          file == null
              ? head.note().stripTrailing()
              : "the head of %s is in %s"
                  .formatted(TextFormat.count(head.size(), "block", "blocks"), file));
    }
  }

  /** Returns whom the home signed as before, or null. */
  private @Nullable String replaceKey() {
    try (Actors actors = LocalHome.existing(console)) {
      return actors.chains().replaceKey().orElse(null);
    }
  }
}
