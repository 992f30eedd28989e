package dev.odeon.cli.store;

import dev.odeon.cli.Failure;
import dev.odeon.cli.TextFormat;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Reference;

/** Reads how people name contents and labels. */
final class ContentReferences {
  private static final int SHOWN = 80;

  /** What the JVM makes of an argument's bytes that it cannot read. */
  private static final char REPLACEMENT = '\uFFFD';

  private ContentReferences() {}

  /**
   * What {@code text} names: {@code store:<label>}, {@code store:hash:<64 hex digits>}, or the
   * digits alone.
   *
   * @throws Failure if it names nothing
   */
  static Reference of(String text) {
    try {
      Reference reference = Reference.parse(text);
      return switch (reference) {
        case Reference.OfLabel(Label label) -> new Reference.OfLabel(readable(label));
        case Reference.OfContent _ -> reference;
        case Reference.OfPath(String path) -> new Reference.OfContent(hash(path));
      };
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The label {@code text}.
   *
   * @throws Failure if it cannot be one
   */
  static Label label(String text) {
    try {
      return readable(new Label(text));
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()));
    }
  }

  /** {@code text} is neither a label nor a hash. */
  static Failure none(String text) {
    return Failure.usage(
        "'%s' names no content: write store:<label>, store:hash:<64 hex digits> or the digits alone"
            .formatted(TextFormat.brief(text, SHOWN)));
  }

  private static ContentRef hash(String text) {
    if (!text.matches("[0-9a-fA-F]+")) {
      throw none(text);
    }
    return ContentRef.parse(text);
  }

  private static Label readable(Label label) {
    if (label.name().indexOf(REPLACEMENT) >= 0) {
      throw Failure.usage("a label is UTF-8, this one has bytes that are not, or U+FFFD");
    }
    return label;
  }
}
