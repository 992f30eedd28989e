package dev.odeon.runtime;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.FileAccess;
import dev.odeon.base.Folder;
import dev.odeon.base.OwnerOnly;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sees to it that a home is its owner's alone, before anything in it is read: rights of others are
 * taken away; a link in the place of a file or folder, and what is another user's, is refused. The
 * home itself may be a link. {@code server.json} may be anything: what is no plain file counts as
 * none. Content, snapshots and compiled modules are not looked at one by one: nobody else gets into
 * their folders, and who reads them follows no link.
 */
final class HomeAccess {
  private static final Map<String, Folder.Kind> NAMES =
      new TreeMap<>(
          Map.of(
              "format",
              Folder.Kind.FILE,
              "lock",
              Folder.Kind.FILE,
              "clean",
              Folder.Kind.FILE,
              BundleMark.FILE,
              Folder.Kind.FILE,
              "keys",
              Folder.Kind.FOLDER,
              "log",
              Folder.Kind.FOLDER,
              "tree",
              Folder.Kind.FOLDER,
              "store",
              Folder.Kind.FOLDER,
              "derived",
              Folder.Kind.FOLDER,
              "run",
              Folder.Kind.FOLDER));

  /** The folders of whose files each is looked at, parents first. */
  private static final List<String> LISTED =
      List.of("keys", "log", "tree", "tree/tiles", "tree/heads", "store", "derived");

  /** What a folder holds that is a file system of its own. */
  private static final String SYSTEMS = "lost+found";

  private final Disk disk;
  private final Path home;
  private final List<String> opened = new ArrayList<>();

  private HomeAccess(Disk disk, Path home) {
    this.disk = disk;
    this.home = home;
  }

  /**
   * Looks at {@code home}, which need not be there.
   *
   * @return a line about what was mended; none if nothing was
   * @throws HomeException if something is in a wrong place, or somebody else's
   */
  static List<String> secure(Path home, Disk disk) {
    HomeAccess access = new HomeAccess(disk, home);
    try {
      access.look();
    } catch (DiskException e) {
      throw new HomeException(
          HomeException.Reason.INACCESSIBLE,
          "the home %s cannot be opened: %s".formatted(home, e.getMessage()),
          e);
    }
    return access.lines();
  }

  private void look() {
    boolean link = disk.access(home).filter(found -> found.kind() == Folder.Kind.LINK).isPresent();
    // With the dot it is the folder that the link leads to.
    require(link ? home.resolve(".") : home, Folder.Kind.FOLDER);
    NAMES.forEach((name, kind) -> require(home.resolve(name), kind));
    LISTED.stream().map(home::resolve).filter(disk::exists).forEach(this::lookInto);
  }

  private void lookInto(Path folder) {
    for (String name : disk.list(folder)) {
      if (name.equals(SYSTEMS)) {
        continue;
      }
      Path path = folder.resolve(name);
      disk.access(path)
          .ifPresent(found ->
              require(
                  path,
                  found.kind() == Folder.Kind.FOLDER ? Folder.Kind.FOLDER : Folder.Kind.FILE));
    }
  }

  private void require(Path path, Folder.Kind kind) {
    OwnerOnly.require(disk, path, kind).ifPresent(was -> opened.add(line(path.normalize(), was)));
  }

  private static String line(Path path, FileAccess was) {
    return "%s (mode %o)".formatted(path, was.mode());
  }

  private List<String> lines() {
    if (opened.isEmpty()) {
      return List.of();
    }
    String others =
        opened.size() == 1 ? "" : " and %d more files and folders".formatted(opened.size() - 1);
    return List.of(
        "%s%s could be used by other users: now only by the owner"
            .formatted(opened.getFirst(), others));
  }
}
