package dev.odeon.cli.store;

import dev.odeon.base.Bytes;
import dev.odeon.cli.Amounts;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.ContentReferences;
import dev.odeon.cli.Failure;
import dev.odeon.cli.OutputFile;
import dev.odeon.cli.ProgressLine;
import dev.odeon.cli.StoreGetStream;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.ProgressListener;
import dev.odeon.protocol.StoreGet;
import dev.odeon.store.StoreName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes stored content to standard output or to a file. */
@Command(
    name = "get",
    description = {
      "Writes stored content to standard output, or to a file in one step.",
      "Every byte is checked. If one is wrong, it exits with 1 and writes no file."
    },
    footer = {
      "",
      "REF is store:<label>, store:hash:<64 hex digits> or the digits alone, or a path: what the",
      "file holds, if the store has that too. A hash is that of content, of a block or of an event.",
      "If a label points to several blobs, the newest is used.",
      "",
      "Examples:",
      "  odeon store get store:reports/june -o june.pdf",
      "  odeon store get store:log --offset 1000000 --length 200",
      "  odeon store get ./june.pdf > copy.pdf"
    })
final class StoreGetCommand implements Runnable {
  private static final int PIECE = 1 << 18;

  /** Beyond it a JSON object would not be what anyone can read. */
  private static final long JSON_SIZE_MAX = 64 << 20;

  private final Console console;

  @Parameters(paramLabel = "REF", description = "Names the content.")
  private String reference = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Replaces this file; pipes and devices are written into. The default is standard output, and - means that, too.")
  private @Nullable Path output;

  @Option(
      names = "--offset",
      paramLabel = "SIZE",
      converter = Amounts.Size.class,
      description = "Begins with this byte, such as 4096 or 4k. The default is 0.")
  private @Nullable Long offset;

  @Option(
      names = "--length",
      paramLabel = "SIZE",
      converter = Amounts.Size.class,
      description = "Writes this many bytes. The default is the rest.")
  private @Nullable Long length;

  @Mixin private StoreChoice choice = new StoreChoice();

  StoreGetCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    ContentReferences.Named named = ContentReferences.of(console, reference);
    StoreName name = choice.name(console);
    Path file = OutputFile.of(output);
    if (file != null) {
      OutputFile.requireWritable(file);
    }
    try (Backend backend = Backend.reading(console)) {
      // Only the first bytes are asked for by this reference: a label may soon name other content.
      StoreGet.Result first =
          named.asked(
              console,
              backend,
              name,
              ref ->
                  backend.ask(new StoreGet(ref, offset == null ? 0 : offset, length, name.id())));
      Part part = part(first);
      hand(first.hash(), part, (to, progress) -> copy(backend, first, part, to, progress));
    }
  }

  /** Where the bytes come from. */
  private interface Content {
    void copy(OutputStream to, ProgressListener progress) throws IOException;
  }

  private void hand(String hash, Part part, Content content) {
    Path file = OutputFile.of(output);
    if (file != null) {
      write(content, hash, part, file);
    } else if (console.json()) {
      print(content, hash, part);
    } else {
      give(content, hash, part);
    }
  }

  /** What of the content is wanted. */
  private record Part(long from, long to) {
    long size() {
      return to - from;
    }
  }

  private Part part(StoreGet.Result first) {
    long rest = first.size() - first.offset();
    long wanted = length == null ? rest : Math.min(length, rest);
    return new Part(first.offset(), first.offset() + wanted);
  }

  private void write(Content content, String hash, Part part, Path file) {
    OutputFile.write(file, out -> copy(content, hash, out));
    JsonFields fields =
        JsonFields.of("hash", "sha256:" + hash).put("size", part.size()).put("file", file);
    console.json(fields);
    if (!console.json()) {
      console.note(
          "%s, %s, is in %s"
              .formatted(TextFormat.digits(hash), TextFormat.size(part.size()), file));
    }
  }

  private void print(Content content, String hash, Part part) {
    if (part.size() > JSON_SIZE_MAX) {
      throw Failure.failed(
          "%s are too many for a JSON object: use -o FILE, or --offset and --length"
              .formatted(TextFormat.size(part.size())));
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream((int) part.size());
    try {
      copy(content, hash, all);
    } catch (IOException e) {
      throw new IllegalStateException("an array takes all", e);
    }
    console.json(
        JsonFields.of("hash", "sha256:" + hash)
            .put("size", part.size())
            .bytes("content", Bytes.wrap(all.toByteArray())));
  }

  private void give(Content content, String hash, Part part) {
    PrintStream out = console.out();
    try {
      if (console.isSeen()) {
        // The bytes themselves show how far it is.
        content.copy(out, ProgressListener.UNHEARD);
      } else {
        copy(content, hash, out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("standard output fails with exceptions of its own", e);
    }
    out.flush();
  }

  private void copy(Content content, String hash, OutputStream to) throws IOException {
    try (ProgressLine progress = console.progressOfBytes("getting " + TextFormat.digits(hash))) {
      content.copy(to, progress);
    }
  }

  private static void copy(
      Backend backend, StoreGet.Result first, Part part, OutputStream to, ProgressListener progress)
      throws IOException {
    byte[] piece = new byte[PIECE];
    long done = 0;
    try (InputStream from = new StoreGetStream(backend, first, part.to())) {
      for (int read = from.read(piece); read >= 0; read = from.read(piece)) {
        to.write(piece, 0, read);
        done += read;
        progress.at(done, part.size());
      }
    }
  }
}
