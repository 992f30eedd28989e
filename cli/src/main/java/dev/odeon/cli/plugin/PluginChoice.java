package dev.odeon.cli.plugin;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Failure;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.ListBinaries;
import dev.odeon.protocol.PluginEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The binary that a text of the command line means. */
final class PluginChoice {
  private static final Pattern ID =
      Pattern.compile("\\p{XDigit}{8}-(\\p{XDigit}{4}-){3}\\p{XDigit}{12}");
  private static final int PREFIX_MIN = 4;

  private PluginChoice() {}

  /**
   * The id that {@code text} means: an id, the first digits of one (four or more), or the path or
   * the name of the file that it was loaded from.
   *
   * @throws Failure if it means none, or more than one
   */
  static UUID id(Backend backend, String text) {
    return exact(text)
        .orElseGet(() -> only(text, matching(backend.ask(new ListBinaries()).binaries(), text)));
  }

  private static Optional<UUID> exact(String text) {
    return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }

  private static List<PluginEntry> matching(List<PluginEntry> all, String text) {
    String whole = Path.of(text).toAbsolutePath().normalize().toString();
    return Optional.of(with(all, each -> each.path().equals(whole)))
        .filter(found -> !found.isEmpty())
        .orElseGet(() ->
            with(
                all,
                each -> named(each, text) || text.length() >= PREFIX_MIN && begins(each, text)));
  }

  private static boolean named(PluginEntry binary, String text) {
    return !binary.path().isEmpty()
        && String.valueOf(Path.of(binary.path()).getFileName()).equals(text);
  }

  private static boolean begins(PluginEntry binary, String text) {
    return binary.id().toString().startsWith(text);
  }

  private static List<PluginEntry> with(List<PluginEntry> all, Predicate<PluginEntry> wanted) {
    return all.stream().filter(wanted).toList();
  }

  private static UUID only(String text, List<PluginEntry> found) {
    if (found.size() == 1) {
      return found.getFirst().id();
    }
    throw Failure.failed(
        found.isEmpty()
            ? "there is no plug-in '%s': 'odeon list' shows those there are".formatted(text)
            : "'%s' may mean %s: give the id of one, see 'odeon list'"
                .formatted(text, TextFormat.count(found.size(), "plug-in", "plug-ins")));
  }
}
