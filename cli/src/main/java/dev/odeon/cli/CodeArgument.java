package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import dev.odeon.protocol.StoreGet;
import dev.odeon.store.Reference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A module or a manifest that a command is given: a file, which is read here, or a reference in the
 * store, which the backend looks up. One of the two is there.
 *
 * @param bytes what the file holds
 * @param reference the reference, {@code store:…}
 */
public record CodeArgument(@Nullable Bytes bytes, @Nullable String reference) {
  /**
   * What {@code text} names.
   *
   * @param what it is, for the error
   * @throws Failure if it is no reference, and no file that can be read
   */
  public static CodeArgument of(String text, String what) {
    return of(text, Path.of(""), what);
  }

  /** The same for a path that is relative to {@code folder}. */
  public static CodeArgument of(String text, Path folder, String what) {
    if (ContentReferences.parsed(text) instanceof Reference.OfPath(String path)) {
      return new CodeArgument(file(folder.resolve(Values.path(path)), what), null);
    }
    String reference = ContentReferences.parsed(text).text();
    return new CodeArgument(null, reference);
  }

  /** The bytes, asked of the backend if the store has them. */
  public Bytes read(Backend backend) {
    if (bytes != null) {
      return bytes;
    }
    StoreGet.Result first =
        backend.ask(new StoreGet(Objects.requireNonNull(reference), 0, null, null));
    try (StoreGetStream all = new StoreGetStream(backend, first, first.size())) {
      return Bytes.wrap(all.readAllBytes());
    } catch (IOException e) {
      throw Failure.failed("%s cannot be read: %s".formatted(reference, DiskException.words(e)));
    }
  }

  private static Bytes file(Path file, String what) {
    if (!Files.exists(file)) {
      throw Failure.failed(
          "there is no %s file %s: check the path, or write store:<label> ('odeon store labels' lists them) or store:hash:<64 hex digits>"
              .formatted(what, file));
    }
    return Input.file(file, what);
  }
}
