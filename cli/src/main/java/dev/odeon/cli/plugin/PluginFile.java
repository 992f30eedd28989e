package dev.odeon.cli.plugin;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.ListBinaries;
import dev.odeon.protocol.PluginEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** The files that plug-ins are loaded from: what names them, and whether they changed since. */
final class PluginFile {
  private PluginFile() {}

  /**
   * What names the plug-in of {@code file}: its path without links, whatever way leads there. One
   * that was loaded by another path keeps that name.
   */
  static String name(Backend backend, Path file) {
    String given = absolute(file);
    String real = real(file);
    return !given.equals(real)
            && backend.ask(new ListBinaries()).binaries().stream()
                .anyMatch(each -> each.path().equals(given))
        ? given
        : real;
  }

  /** The path of {@code file} from the root, its links not followed. */
  static String absolute(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }

  /** The path of what {@code file} leads to, or {@link #absolute} if it leads nowhere. */
  static String real(Path file) {
    try {
      return file.toRealPath().toString();
    } catch (IOException _) {
      return absolute(file);
    }
  }

  /** The paths of those of {@code ids} whose files hold other code than they run, newer files. */
  static List<String> changed(Backend backend, List<UUID> ids) {
    return backend.ask(new ListBinaries()).binaries().stream()
        .filter(each -> ids.contains(each.id()) && isChanged(each))
        .map(PluginEntry::path)
        .toList();
  }

  /** Tells a person that {@code path} has newer code. */
  static void note(Console console, String path) {
    console.note(
        "odeon: %s has changed since it was loaded: 'odeon load -p %s' loads it again"
            .formatted(path, path));
  }

  /** {@code fields}, which say so too if there is such a file. */
  static JsonFields put(JsonFields fields, List<String> changed) {
    return changed.isEmpty() ? fields : fields.put("newer_file", changed.getFirst());
  }

  private static boolean isChanged(PluginEntry entry) {
    try {
      Path file = Path.of(entry.path());
      return file.isAbsolute()
          && Files.isRegularFile(file)
          && Files.getLastModifiedTime(file).toInstant().getEpochSecond() >= entry.loadedAtSeconds()
          && (Files.size(file) != entry.size()
              || !Hash.of(Bytes.wrap(Files.readAllBytes(file))).equals(entry.hash()));
    } catch (IOException | InvalidPathException _) {
      return false; // who cannot read it cannot load it either
    }
  }
}
