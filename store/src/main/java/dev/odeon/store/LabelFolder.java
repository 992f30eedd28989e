package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Threads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The labels of one store: a file each, one hash a line, oldest first. Any number of threads may
 * read; the owner of the home's labels writes.
 */
final class LabelFolder {
  private static final int LINE_SIZE = 65;

  private final Disk disk;
  private final Path folder;
  private final FolderSync sync;

  /** Takes up {@code folder}, which is there; what an earlier process wrote becomes durable. */
  LabelFolder(Disk disk, Threads threads, Path folder) {
    this.disk = disk;
    this.folder = folder;
    this.sync = new FolderSync(disk, folder, threads);
    sync.sync();
  }

  /** What {@code label} stands for, oldest first; nothing if there is no such label. */
  List<ContentRef> get(Label label) {
    Path path = folder.resolve(label.encoded());
    Bytes text;
    try {
      text = SmallFile.read(disk, path, Integer.MAX_VALUE - 8);
    } catch (DiskException e) {
      if (e.reason() == DiskException.Reason.MISSING) {
        return List.of();
      }
      throw e;
    }
    if (text.size() % LINE_SIZE != 0) {
      throw damaged(label, "its file has " + text.size() + " bytes");
    }
    List<ContentRef> refs = new ArrayList<>(text.size() / LINE_SIZE);
    for (int at = 0; at < text.size(); at += LINE_SIZE) {
      String hex = text.slice(at, at + LINE_SIZE - 1).text();
      if (!ContentRef.isHex(hex) || text.at(at + LINE_SIZE - 1) != '\n') {
        throw damaged(label, "line " + (at / LINE_SIZE + 1) + " is no hash");
      }
      refs.add(ContentRef.parse(hex));
    }
    return refs;
  }

  private StoreException.Damaged damaged(Label label, String how) {
    return new StoreException.Damaged("label '" + label.name() + "'", how + "; set it again");
  }

  /** Does {@code change}; returns whether it made a difference. Durable on return. */
  boolean apply(LabelChange change) {
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
    sync.check();
    if (refs.isEmpty()) {
      boolean _ = remove(label);
      return;
    }
    StringBuilder lines = new StringBuilder(refs.size() * LINE_SIZE);
    refs.forEach(ref -> lines.append(ref.hex()).append('\n'));
    Bytes text = Bytes.utf8(lines.toString());
    Unfinished.write(
        disk, folder.resolve(label.encoded()), file -> file.writeFully(0, text.buffer()));
    sync.sync();
  }

  private boolean remove(Label label) {
    sync.check();
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

  /** A file that somebody put there by hand under no label's name is none of ours. */
  private static void decode(String name, List<Label> labels) {
    try {
      labels.add(Label.decode(name));
    } catch (IllegalArgumentException e) {
      return;
    }
  }

  /** Makes what is seen durable, so that nobody acts upon what a power cut takes back. */
  void sync() {
    sync.sync();
  }
}
