package dev.odeon.store;

/** How content is named from outside: by a label, by its hash, or as a file. */
public sealed interface Reference {
  /** What a label stands for: {@code store:<label>}. */
  record OfLabel(Label label) implements Reference {}

  /** Content itself: {@code store:hash:<64 hex digits>}. */
  record OfContent(ContentRef content) implements Reference {}

  /** A file; only where the caller may read files. */
  record OfPath(String path) implements Reference {}

  /** What labels and hashes begin with. */
  String SCHEME = "store:";

  /** What hashes begin with. */
  String HASH = "store:hash:";

  /** How a hash begins that names its algorithm, as results have it. */
  String TAGGED = "sha256:";

  /**
   * Reads a reference: {@code store:hash:…}, {@code sha256:…}, {@code store:…}, anything else is a
   * path.
   *
   * @throws IllegalArgumentException if what follows is neither a hash nor a label, or is missing
   */
  static Reference parse(String text) {
    if (text.startsWith(HASH)) {
      return new OfContent(ContentRef.parse(text.substring(HASH.length())));
    }
    if (text.startsWith(TAGGED)) {
      return new OfContent(ContentRef.parse(text.substring(TAGGED.length())));
    }
    if (text.startsWith(SCHEME)) {
      return new OfLabel(new Label(text.substring(SCHEME.length())));
    }
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("'" + Printable.of(text) + "' is not a path");
    }
    return new OfPath(text);
  }

  /** Whether {@code text} can only be a label or a hash, in whatever form. */
  static boolean isStored(String text) {
    return text.startsWith(SCHEME) || text.startsWith(TAGGED);
  }

  /** The text that {@link #parse} reads. */
  default String text() {
    return switch (this) {
      case OfLabel(Label label) -> SCHEME + label.name();
      case OfContent(ContentRef content) -> HASH + content.hex();
      case OfPath(String path) -> path;
    };
  }
}
