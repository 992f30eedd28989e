package dev.odeon.cli.store;

import dev.odeon.cli.Failure;
import dev.odeon.cli.TextFormat;
import org.jspecify.annotations.Nullable;

/** Reads what people say content is. */
final class MediaTypes {
  private MediaTypes() {}

  /**
   * Requires that {@code text} can be a media type, or is null.
   *
   * @throws Failure if it cannot
   */
  static void require(@Nullable String text) {
    if (text != null && !text.matches("[\\x20-\\x7E]{1,255}")) {
      throw Failure.usage(
          "'%s' is not a media type: 1 to 255 printable ASCII characters, such as text/plain"
              .formatted(TextFormat.brief(text, 80)));
    }
  }
}
