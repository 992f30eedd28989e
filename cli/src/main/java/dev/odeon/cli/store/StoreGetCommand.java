package dev.odeon.cli.store;

import dev.odeon.base.Bytes;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import dev.odeon.cli.ProgressLine;
import dev.odeon.cli.StoreGetStream;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.JsonFields;
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
      "If a label points to several blobs, the newest is used.",
      "",
      "Examples:",
      "  odeon store get store:reports/june -o june.pdf",
      "  odeon store get store:log --offset 1000000 --length 200"
    })
final class StoreGetCommand implements Runnable {
  private static final int PIECE = 1 << 18;

  /** Beyond it a JSON object would not be what anyone can read. */
  private static final long JSON_SIZE_MAX = 64 << 20;

  private final Console console;

  @Parameters(paramLabel = "REF", description = "The content.")
  private String reference = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write to this file; an existing file is replaced.")
  private @Nullable Path output;

  @Option(names = "--offset", paramLabel = "N", description = "The first byte. Default: 0.")
  private @Nullable Long offset;

  @Option(names = "--length", paramLabel = "N", description = "How many bytes. Default: the rest.")
  private @Nullable Long length;

  @Mixin private StoreChoice choice = new StoreChoice();

  StoreGetCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    var _ = ContentReferences.of(reference);
    StoreName name = choice.name(console);
    require(offset, "--offset");
    require(length, "--length");
    Path file = output;
    if (file != null) {
      NewFile.requireWritable(file);
    }
    try (Backend backend = Backend.reading(console)) {
      // Only the first bytes are asked for by this reference: a label may soon name other content.
      StoreGet.Result first =
          backend.ask(new StoreGet(reference, offset == null ? 0 : offset, length, name.id()));
      Part part = part(first);
      hand(first.hash(), part, (to, progress) -> copy(backend, first, part, to, progress));
    }
  }

  /** Where the bytes come from. */
  private interface Content {
    void copy(OutputStream to, ProgressLine progress) throws IOException;
  }

  private void hand(String hash, Part part, Content content) {
    Path file = output;
    if (file != null) {
      write(content, hash, part, file);
    } else if (console.json()) {
      print(content, hash, part);
    } else {
      give(content, hash, part);
    }
  }

  private static void require(@Nullable Long number, String option) {
    if (number != null && number < 0) {
      throw Failure.usage(option + " " + number + " is below 0");
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
    try (NewFile made = NewFile.beside(file)) {
      copy(content, hash, made.stream());
      made.finish();
    } catch (IOException e) {
      throw Failure.failed("cannot write %s: %s".formatted(file, e.getMessage()));
    }
    JsonFields fields = JsonFields.of("hash", hash).put("size", part.size()).put("file", file);
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
        JsonFields.of("hash", hash)
            .put("size", part.size())
            .bytes("content", Bytes.wrap(all.toByteArray())));
  }

  private void give(Content content, String hash, Part part) {
    PrintStream out = console.out();
    try {
      copy(content, hash, out);
    } catch (IOException e) {
      throw Failure.failed("cannot write to standard output: " + e.getMessage());
    }
    out.flush();
    if (out.checkError()) {
      throw Failure.failed("not all of it could be written to standard output");
    }
  }

  private void copy(Content content, String hash, OutputStream to) throws IOException {
    try (ProgressLine progress = console.progress("getting " + TextFormat.digits(hash))) {
      content.copy(to, progress);
    }
  }

  private static void copy(
      Backend backend, StoreGet.Result first, Part part, OutputStream to, ProgressLine progress)
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
