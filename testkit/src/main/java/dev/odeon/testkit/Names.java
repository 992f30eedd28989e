package dev.odeon.testkit;

import dev.odeon.base.DiskException;
import dev.odeon.base.DiskException.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The names on a disk, and the changes to them that no folder sync has made durable. A change is
 * atomic (a rename removes one name and adds another in one step), and survives a power cut only if
 * the earlier changes to the same names do. Guarded by the disk's lock.
 */
final class Names {
  /** The new node of a name; null if the name is removed. */
  private record Entry(SimFolder folder, String name, @Nullable SimNode node) {
    Slot slot() {
      return new Slot(folder, name);
    }
  }

  /** A name in a folder. Folders are compared by identity. */
  private record Slot(SimFolder folder, String name) {}

  private final SimFolder root;
  private final List<List<Entry>> pending = new ArrayList<>();

  /** Creates an empty disk. */
  Names() {
    this(new SimFolder());
  }

  private Names(SimFolder root) {
    this.root = root;
  }

  @Nullable SimNode find(Path path) {
    SimNode node = root;
    for (Path name : path) {
      if (!(node instanceof SimFolder folder)) {
        return null;
      }
      node = folder.names.get(name.toString());
    }
    return node;
  }

  PagedFile file(Path path) {
    return switch (find(path)) {
      case PagedFile file -> file;
      case SimFolder _ -> throw new DiskException(Reason.IO, path, "is a folder");
      case null -> throw missing(path);
    };
  }

  SimFolder folder(Path path) {
    return switch (find(path)) {
      case SimFolder folder -> folder;
      case PagedFile _ -> throw new DiskException(Reason.IO, path, "is not a folder");
      case null -> throw missing(path);
    };
  }

  PagedFile createFile(Path path) {
    PagedFile file = new PagedFile();
    create(path, file);
    return file;
  }

  void createFolder(Path path) {
    create(path, new SimFolder());
  }

  private void create(Path path, SimNode node) {
    SimFolder folder = parent(path);
    String name = name(path);
    if (folder.names.containsKey(name)) {
      throw new DiskException(Reason.EXISTS, path, "exists already");
    }
    change(List.of(new Entry(folder, name, node)));
  }

  /** Returns the file that had the new name; null if none had. */
  @Nullable PagedFile rename(Path from, Path to) {
    SimFolder source = parent(from);
    SimFolder target = parent(to);
    SimNode node = source.names.get(name(from));
    if (node == null) {
      throw missing(from);
    }
    SimNode replaced = target.names.get(name(to));
    if (replaced == node) {
      return null;
    }
    if (replaced instanceof SimFolder) {
      throw new DiskException(Reason.IO, from, "cannot be renamed to a folder: " + to);
    }
    change(List.of(new Entry(source, name(from), null), new Entry(target, name(to), node)));
    return (PagedFile) replaced;
  }

  /** Returns the node that had the name. */
  SimNode delete(Path path) {
    SimFolder folder = parent(path);
    SimNode node = folder.names.get(name(path));
    if (node == null) {
      throw missing(path);
    }
    if (node instanceof SimFolder full && !full.names.isEmpty()) {
      throw new DiskException(Reason.IO, path, "cannot be removed: it is not empty");
    }
    change(List.of(new Entry(folder, name(path), null)));
    return node;
  }

  private void change(List<Entry> entries) {
    entries.forEach(entry -> put(entry.folder.names, entry));
    pending.add(entries);
  }

  /**
   * Makes the changes in {@code folder} durable, and those in other folders that they depend on.
   */
  void sync(SimFolder folder) {
    boolean[] chosen = new boolean[pending.size()];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = pending.get(i).stream().anyMatch(entry -> entry.folder == folder);
    }
    close(chosen);
    List<List<Entry>> left = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i]) {
        pending.get(i).forEach(entry -> put(entry.folder.durable, entry));
      } else {
        left.add(pending.get(i));
      }
    }
    pending.clear();
    pending.addAll(left);
  }

  /** Makes every change durable. */
  void settle() {
    pending.forEach(entries -> entries.forEach(entry -> put(entry.folder.durable, entry)));
    pending.clear();
  }

  /** Returns all files by their absolute paths, as programs see them. */
  Map<Path, PagedFile> files() {
    Map<Path, PagedFile> files = new TreeMap<>();
    collect(root, Path.of("/"), files);
    return files;
  }

  private static void collect(SimFolder folder, Path path, Map<Path, PagedFile> files) {
    folder.names.forEach((name, node) -> {
      switch (node) {
        case PagedFile file -> files.put(path.resolve(name), file);
        case SimFolder below -> collect(below, path.resolve(name), files);
      }
    });
  }

  /** Returns the names that the next boot finds after the process was killed. */
  Names afterKill() {
    Map<SimNode, SimNode> copies = new IdentityHashMap<>();
    Names after = new Names((SimFolder) copyBoth(root, copies));
    for (List<Entry> entries : pending) {
      after.pending.add(
          entries.stream()
              .map(entry ->
                  new Entry(
                      (SimFolder) copyBoth(entry.folder, copies),
                      entry.name,
                      entry.node == null ? null : copyBoth(entry.node, copies)))
              .toList());
    }
    return after;
  }

  private static SimNode copyBoth(SimNode node, Map<SimNode, SimNode> copies) {
    SimNode known = copies.get(node);
    if (known != null) {
      return known;
    }
    switch (node) {
      case PagedFile file -> {
        SimNode copy = file.afterKill();
        copies.put(node, copy);
        return copy;
      }
      case SimFolder folder -> {
        SimFolder copy = new SimFolder();
        copies.put(node, copy);
        folder.names.forEach((name, below) -> copy.names.put(name, copyBoth(below, copies)));
        folder.durable.forEach((name, below) -> copy.durable.put(name, copyBoth(below, copies)));
        return copy;
      }
    }
  }

  /** Returns the names that the next boot finds after a power cut. */
  Names afterPowerCut(SplittableRandom random, Survival survival) {
    boolean[] chosen = new boolean[pending.size()];
    Subset subset = Subset.of(random, chosen.length, survival);
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = subset.contains(i);
    }
    close(chosen);
    Map<SimFolder, TreeMap<String, SimNode>> survived = new IdentityHashMap<>();
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i]) {
        for (Entry entry : pending.get(i)) {
          put(
              survived.computeIfAbsent(entry.folder, folder -> new TreeMap<>(folder.durable)),
              entry);
        }
      }
    }
    Map<PagedFile, PagedFile> copies = new IdentityHashMap<>();
    UnaryOperator<PagedFile> copy =
        file -> copies.computeIfAbsent(file, before -> before.afterPowerCut(random, survival));
    return new Names(copyDurable(root, survived, copy));
  }

  private static SimFolder copyDurable(
      SimFolder folder,
      Map<SimFolder, TreeMap<String, SimNode>> survived,
      UnaryOperator<PagedFile> copy) {
    SimFolder after = new SimFolder();
    survived
        .getOrDefault(folder, folder.durable)
        .forEach((name, node) -> {
          SimNode below =
              switch (node) {
                case PagedFile file -> copy.apply(file);
                case SimFolder inner -> copyDurable(inner, survived, copy);
              };
          after.names.put(name, below);
          after.durable.put(name, below);
        });
    return after;
  }

  /** Adds the earlier changes to the same names to the chosen ones. */
  private void close(boolean[] chosen) {
    Set<Slot> needed = new HashSet<>();
    for (int i = chosen.length - 1; i >= 0; i--) {
      List<Entry> entries = pending.get(i);
      chosen[i] |= entries.stream().anyMatch(entry -> needed.contains(entry.slot()));
      if (chosen[i]) {
        entries.forEach(entry -> needed.add(entry.slot()));
      }
    }
  }

  private static void put(TreeMap<String, SimNode> names, Entry entry) {
    if (entry.node == null) {
      names.remove(entry.name);
    } else {
      names.put(entry.name, entry.node);
    }
  }

  private SimFolder parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw new DiskException(Reason.IO, path, "is the root");
    }
    return find(parent) instanceof SimFolder folder ? folder : throwMissing(path);
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static SimFolder throwMissing(Path path) {
    throw missing(path);
  }

  private static DiskException missing(Path path) {
    return new DiskException(Reason.MISSING, path, "does not exist");
  }
}
