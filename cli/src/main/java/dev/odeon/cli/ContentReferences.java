package dev.odeon.cli;

import dev.odeon.base.DiskException;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.protocol.ActorList;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.StoreLabels;
import dev.odeon.protocol.StoreList;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Reference;
import dev.odeon.store.StoreName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads how people name content: by a label, by a hash, or as what a file holds. A label or a hash
 * goes to the backend as it is; a file is read here, and its hash goes.
 */
public final class ContentReferences {
  private static final int SHOWN = 80;
  private static final int PIECE = 1 << 16;
  private static final Pattern SHORT =
      Pattern.compile("(store:hash:)?\\p{XDigit}{%d,63}".formatted(Shortened.DIGITS_MIN));
  private static final String HASH_DIGITS = "[0-9a-fA-F]{64}";

  /** What the JVM makes of an argument's bytes that it cannot read. */
  private static final char REPLACEMENT = '\uFFFD';

  private ContentReferences() {}

  /**
   * Content as the backend is asked for it.
   *
   * @param text the label or the hash, in the form that requests have
   * @param file the file that was named in its place; null if none was
   */
  public record Named(String text, @Nullable Path file) {
    /**
     * What {@code ask} makes of it; says what to do if the store has no such content.
     *
     * @param store whose labels are meant
     */
    public <T> T asked(Console console, Backend backend, StoreName store, Function<String, T> ask) {
      String whole = whole(console, backend, text);
      try {
        return asking(backend, store, text, () -> ask.apply(whole));
      } catch (RequestException e) {
        if (file == null || e.code() != ErrorCode.NOT_FOUND) {
          throw e;
        }
        throw Failure.failed(
            "the store does not have what is in %s, %s: 'odeon store put %s' stores it"
                .formatted(file, text, file));
      }
    }
  }

  /**
   * What {@code text} names: {@code store:<label>}, {@code store:hash:<64 hex digits>}, the digits
   * alone, or a file, whose hash is then told.
   *
   * @throws Failure if it names nothing
   */
  public static Named of(Console console, String text) {
    if (isShort(text)) {
      return new Named(text, null);
    }
    return switch (parsed(text)) {
      case Reference.OfLabel(Label label) -> {
        Label _ = readable(label);
        yield new Named(text, null);
      }
      case Reference.OfContent _ -> new Named(text, null);
      case Reference.OfPath(String path) -> {
        Path file = file(path);
        String hash = new Reference.OfContent(new ContentRef(hash(file))).text();
        console.note("%s is %s".formatted(file, hash));
        yield new Named(hash, file);
      }
    };
  }

  /** The reference that {@code text} is; 64 hex digits are a hash. */
  static Reference parsed(String text) {
    try {
      return text.matches(HASH_DIGITS)
          ? new Reference.OfContent(ContentRef.parse(text))
          : Reference.parse(text);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The label {@code text}.
   *
   * @throws Failure if it cannot be one
   */
  public static Label label(String text) {
    try {
      return readable(new Label(text));
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  /** Whether {@code text} is the first digits of a hash. */
  private static boolean isShort(String text) {
    return SHORT.matcher(text).matches();
  }

  /**
   * The reference that {@code text} means; of a hash, the first digits are enough, four or more.
   * Blocks are known by the newest of each actor.
   *
   * @throws Failure if no hash begins so, or several do
   */
  private static String whole(Console console, Backend backend, String text) {
    if (!isShort(text)) {
      return text;
    }
    String digits = text.replaceFirst("^store:hash:", "").toLowerCase(Locale.ROOT);
    TreeSet<String> found = new TreeSet<>();
    if (console.tenant().equals(Key.DEFAULT_TENANT)) {
      StoreList.Result _ = backend.stream(new StoreList(digits), item -> found.add(item.hash()));
    } else {
      StoreLabels.Result _ =
          backend.stream(new StoreLabels(null, null), item -> found.addAll(item.references()));
    }
    ActorList.Result _ = backend.stream(new ActorList(true), item -> found.add(item.hash().hex()));
    List<String> fitting = found.stream().filter(hash -> hash.startsWith(digits)).toList();
    if (fitting.isEmpty()) {
      throw Failure.failed(
          "no hash begins with %s: 'odeon store list' shows those there are".formatted(digits));
    }
    return "store:hash:" + Shortened.only(text, fitting);
  }

  /**
   * Asks for something about what {@code text} names; where there is no such label, the error names
   * those that may have been meant.
   */
  public static <T> T asking(Backend backend, StoreName store, String text, Supplier<T> asked) {
    try {
      return asked.get();
    } catch (RequestException e) {
      String label = text.replaceFirst("^store:", "");
      if (e.code() != ErrorCode.NOT_FOUND || text.equals(label) && isHash(text)) {
        throw e;
      }
      throw missing(backend, store, label, e);
    }
  }

  private static boolean isHash(String text) {
    return text.matches("(store:hash:)?\\p{XDigit}+");
  }

  private static RuntimeException missing(
      Backend backend, StoreName store, String label, RequestException e) {
    List<String> labels = new ArrayList<>();
    try {
      StoreLabels.Result _ =
          backend.stream(new StoreLabels(null, store.id()), item -> labels.add(item.label()));
    } catch (RequestException _) {
      // The store itself is what does not exist.
      return e;
    }
    String question = Suggestions.question(label, labels);
    return question.isEmpty() || labels.contains(label)
        ? e
        : Failure.failed(
            "there is no label '%s' in the store '%s'%s"
                .formatted(TextFormat.brief(label, SHOWN), store.id(), question));
  }

  /** {@code text} is neither a label nor a hash nor a file. */
  private static Failure none(String text) {
    return Failure.usage(
        "'%s' names no content, and there is no such file: write store:<label> ('odeon store labels' lists them), store:hash:<64 hex digits> ('odeon store list') or a path"
            .formatted(TextFormat.brief(text, SHOWN)));
  }

  private static Path file(String path) {
    Path file = Values.path(path);
    if (!Files.exists(file)) {
      throw none(path);
    }
    return file;
  }

  private static Hash hash(Path file) {
    MessageDigest digest = Hash.digest();
    byte[] piece = new byte[PIECE];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        digest.update(piece, 0, read);
      }
    } catch (IOException e) {
      throw Failure.failed(
          "the file %s cannot be read: %s".formatted(file, DiskException.words(e)));
    }
    return Hash.of(digest);
  }

  private static Label readable(Label label) {
    if (label.name().indexOf(REPLACEMENT) >= 0) {
      throw Failure.usage("a label is UTF-8, this one has bytes that are not, or U+FFFD");
    }
    return label;
  }
}
