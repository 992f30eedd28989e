package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.Checksum;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.MalformedException;
import dev.odeon.base.Threads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The labels of one store: a file each, one hash a line, oldest first, and the checksum in the last
 * line. Any number of threads may read; the owner of the home's labels writes.
 */
final class LabelFolder {
  /** What to do about a damaged label. */
  static final String REMEDY = "restore the file from a copy, or replace the label";

  private static final int LINE_SIZE = 65;

  private final Disk disk;
  private final Path folder;
  private final String shown;
  private final FolderSync sync;

  /** Takes up the folder of {@code store}; what an earlier process wrote becomes durable. */
  LabelFolder(Disk disk, Threads threads, StoreFolders folders, StoreName store) {
    this.disk = disk;
    this.folder = folders.labels(store);
    this.shown = folders.shown(folder);
    this.sync = new FolderSync(disk, folder, threads);
    sync.sync();
  }

  /** What {@code label} stands for, oldest first; nothing if there is no such label. */
  List<ContentRef> get(Label label) {
    String name = label.encoded();
    try {
      return decode(name, SmallFile.read(disk, folder.resolve(name), Integer.MAX_VALUE - 8));
    } catch (DiskException e) {
      if (e.reason() == DiskException.Reason.MISSING) {
        return List.of();
      }
      throw e;
    } catch (MalformedException e) {
      throw new StoreException.Damaged(
          "label '%s' (%s)".formatted(label.name(), where(name)),
          e.getMessage() + "; " + REMEDY,
          e);
    }
  }

  /** The file {@code name}, relative to the home: a guest may see it. */
  private String where(String name) {
    return shown + "/" + name;
  }

  /**
   * The contents that the file {@code name} names.
   *
   * @throws MalformedException if it is not what was written
   */
  static List<ContentRef> decode(String name, Bytes file) {
    Bytes text = Checksum.openLines(name, file);
    if (text.isEmpty() || text.size() % LINE_SIZE != 0) {
      throw new MalformedException("its lines are not hashes");
    }
    List<ContentRef> refs = new ArrayList<>(text.size() / LINE_SIZE);
    for (int at = 0; at < text.size(); at += LINE_SIZE) {
      String hex = text.slice(at, at + LINE_SIZE - 1).text();
      if (!ContentRef.isHex(hex) || text.at(at + LINE_SIZE - 1) != '\n') {
        throw new MalformedException("line " + (at / LINE_SIZE + 1) + " is not a hash");
      }
      refs.add(ContentRef.parse(hex));
    }
    return refs;
  }

  /** The file {@code name} that names {@code refs}. */
  static Bytes encode(String name, List<ContentRef> refs) {
    StringBuilder lines = new StringBuilder(refs.size() * LINE_SIZE);
    refs.forEach(ref -> lines.append(ref.hex()).append('\n'));
    return Checksum.sealLines(name, Bytes.utf8(lines.toString()));
  }

  /** Does {@code change}; returns whether it made a difference. Durable on return. */
  boolean apply(LabelChange change) {
    sync.check();
    return switch (change) {
      case LabelChange.Add(Label label, ContentRef ref) -> {
        List<ContentRef> refs = get(label);
        if (refs.contains(ref)) {
          yield false;
        }
        List<ContentRef> more = new ArrayList<>(refs);
        more.add(ref);
        write(label, more);
        yield true;
      }
      case LabelChange.RemoveReference(Label label, ContentRef ref) -> {
        List<ContentRef> fewer = new ArrayList<>(get(label));
        boolean had = fewer.remove(ref);
        if (had) {
          write(label, fewer);
        }
        yield had;
      }
      case LabelChange.RemoveLabel(Label label) -> remove(label);
      case LabelChange.Replace(Label label, ContentRef ref) -> {
        write(label, List.of(ref));
        yield true;
      }
    };
  }

  private void write(Label label, List<ContentRef> refs) {
    if (refs.isEmpty()) {
      boolean _ = remove(label);
      return;
    }
    Bytes text = encode(label.encoded(), refs);
    TempFiles.write(
        disk, folder.resolve(label.encoded()), file -> file.writeFully(0, text.buffer()));
    sync.sync();
  }

  private boolean remove(Label label) {
    try {
      disk.delete(folder.resolve(label.encoded()));
    } catch (DiskException e) {
      if (e.reason() == DiskException.Reason.MISSING) {
        return false;
      }
      throw e;
    }
    sync.sync();
    return true;
  }

  /** All labels, sorted. */
  List<Label> list() {
    List<Label> labels = new ArrayList<>();
    disk.visit(
        folder,
        name -> {
          if (!StoreFolders.isUnfinished(name)) {
            decode(name, labels);
          }
        });
    labels.sort(null);
    return labels;
  }

  /** A file that was put there by hand, and has no label's name, is ignored. */
  private static void decode(String name, List<Label> labels) {
    try {
      labels.add(Label.decode(name));
    } catch (IllegalArgumentException e) {
      return;
    }
  }

  /** Makes what was read durable, so that no one acts on what a power cut undoes. */
  void sync() {
    sync.sync();
  }
}
