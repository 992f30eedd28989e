package dev.odeon.cli.plugin;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Failure;
import dev.odeon.cli.Shortened;
import dev.odeon.cli.Suggestions;
import dev.odeon.cli.TextFormat;
import dev.odeon.cli.Values;
import dev.odeon.protocol.ListBinaries;
import dev.odeon.protocol.PluginEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The binary that a text of the command line means. */
final class PluginChoice {
  private static final Pattern ID =
      Pattern.compile("\\p{XDigit}{8}-(\\p{XDigit}{4}-){3}\\p{XDigit}{12}");

  private PluginChoice() {}

  /**
   * The id that {@code text} means: an id, the first digits of one (four or more), or the path or
   * the name of the file that it was loaded from.
   *
   * @throws Failure if it means none, or more than one
   */
  static UUID id(Backend backend, String text) {
    if (text.isBlank()) {
      throw Failure.usage("an empty text names no plug-in: 'odeon list' shows those there are");
    }
    return exact(text).orElseGet(() -> only(text, backend.ask(new ListBinaries()).binaries()));
  }

  private static Optional<UUID> exact(String text) {
    return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }

  private static List<PluginEntry> matching(List<PluginEntry> all, String text) {
    Path path = Values.path(text);
    return Stream.of(PluginFile.real(path), PluginFile.absolute(path), text)
        .map(name -> with(all, each -> !name.isEmpty() && each.path().equals(name)))
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElseGet(() ->
            with(
                all,
                each ->
                    named(each, text)
                        || text.length() >= Shortened.DIGITS_MIN && begins(each, text)));
  }

  private static boolean named(PluginEntry binary, String text) {
    // A client may have chosen a path that would be none here.
    return !binary.path().isEmpty() && fileName(binary).equals(text);
  }

  private static String fileName(PluginEntry binary) {
    return binary.path().substring(binary.path().lastIndexOf('/') + 1);
  }

  private static boolean begins(PluginEntry binary, String text) {
    return binary.id().toString().startsWith(text.toLowerCase(Locale.ROOT));
  }

  private static List<PluginEntry> with(List<PluginEntry> all, Predicate<PluginEntry> wanted) {
    return all.stream().filter(wanted).toList();
  }

  private static UUID only(String text, List<PluginEntry> all) {
    List<PluginEntry> found = matching(all, text);
    if (found.isEmpty()) {
      throw none(text, all);
    }
    return UUID.fromString(
        Shortened.only(text, found.stream().map(each -> each.id().toString()).toList()));
  }

  private static Failure none(String text, List<PluginEntry> all) {
    List<String> names =
        all.stream()
            .flatMap(each -> Stream.of(each.id().toString(), fileName(each)))
            .filter(name -> !name.isEmpty())
            .toList();
    return Failure.failed(
        "there is no plug-in '%s'%s"
            .formatted(TextFormat.brief(text, 80), Suggestions.question(text, names)));
  }
}
