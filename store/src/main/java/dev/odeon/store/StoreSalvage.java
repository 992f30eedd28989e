package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.base.FileStatus;
import dev.odeon.base.Finding;
import dev.odeon.base.MalformedException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Copies what verifies of a home's store into another home: content that has its hash, labels and
 * metadata whose checksum is right, and the marks of who stored what is copied. What is there
 * already is not written again. The home that is read is not changed. One thread, once.
 */
public final class StoreSalvage {
  private static final int PIECE = 1 << 20;

  /**
   * What was copied.
   *
   * @param contents copied
   * @param bytes of these contents
   * @param labels copied
   * @param leftOut what is damaged, the first {@value StoreReport#FINDINGS_MAX}
   * @param found how many things are damaged in all
   */
  public record Report(long contents, long bytes, long labels, List<Finding> leftOut, long found) {
    /** Copies the list. */
    public Report {
      leftOut = List.copyOf(leftOut);
    }
  }

  private final Disk disk;
  private final StoreFolders from;
  private final StoreFolders to;
  private final StoreVerifier verifier;
  private final Set<Long> packs = new HashSet<>();
  private final List<Finding> uncopied = new ArrayList<>();
  private long labels;

  private StoreSalvage(Disk disk, Path from, Path to, Progress progress) {
    this.disk = disk;
    this.from = StoreFolders.of(from);
    this.to = StoreFolders.of(to);
    this.verifier = new StoreVerifier(disk, from, progress, this::copy);
  }

  /** The last change of a guest that is in the labels of a home; the first if that is damaged. */
  public static GuestPosition position(Disk disk, Path home) {
    Path file = StoreFolders.of(home).labelsAt();
    try {
      return disk.exists(file)
          ? LabelOwner.decode(SmallFile.read(disk, file, LabelOwner.SIZE_MAX))
          : GuestPosition.START;
    } catch (MalformedException | DiskException e) {
      return GuestPosition.START;
    }
  }

  /**
   * Copies what {@code refs} name, as far as it is there, and what is noted of it, but no labels.
   * Who opens the copy has the labels that its guests made.
   */
  public static void copy(Disk disk, Path from, Path to, Collection<ContentRef> refs) {
    StoreSalvage salvage = new StoreSalvage(disk, from, to, Progress.NONE);
    salvage.begin();
    for (ContentRef ref : refs) {
      salvage.ensure(ref);
      salvage.copy(salvage.from.meta(ref));
      if (disk.exists(salvage.from.owners())) {
        disk.list(salvage.from.owners()).stream()
            .filter(StoreName::isTenant)
            .forEach(tenant -> salvage.copy(salvage.from.owned(tenant, ref)));
      }
    }
  }

  /** The folders are there, and the store is read anew when it is opened. */
  private void begin() {
    to.make(disk);
    Path clean = Catalogue.clean(to.index());
    if (disk.exists(clean)) {
      disk.delete(clean);
    }
  }

  /** Copies content that is not there yet: perhaps it was stored after contents were read. */
  private void ensure(ContentRef ref) {
    if (!FolderScan.hasFile(disk, to, ref)) {
      verifier.read(ref);
    }
  }

  /**
   * Copies the store of {@code from} into {@code to}, which has none, or an earlier copy. Labels
   * that are gone since are removed there; other content stays.
   *
   * @param position the last change of a guest, in the log of {@code to}
   * @param progress receives how many blobs were copied
   */
  public static Report copy(
      Disk disk, Path from, Path to, GuestPosition position, Progress progress) {
    StoreSalvage salvage = new StoreSalvage(disk, from, to, progress);
    salvage.begin();
    salvage.verifier.read();
    salvage.mirror();
    if (position.sequence() >= 0) {
      disk.writeAtomically(salvage.to.labelsAt(), LabelOwner.encode(position));
    }
    StoreReport report = salvage.verifier.readReport();
    List<Finding> leftOut = new ArrayList<>(report.findings());
    leftOut.addAll(salvage.uncopied);
    return new Report(
        report.contents(),
        report.bytes(),
        salvage.labels,
        leftOut,
        report.found() + salvage.uncopied.size());
  }

  private void copy(Path file) {
    if (file.equals(from.labelsAt()) || !disk.exists(file) || isMarkOfNothing(file)) {
      return;
    }
    Path folder = Objects.requireNonNull(file.getParent(), "a file of a store is in a folder");
    try {
      if (folder.equals(from.recipes())) {
        packs(file);
      }
      boolean label = file.startsWith(from.labels()) || file.startsWith(from.named());
      if (label) {
        named(file);
      }
      Path target = to.root().resolve(from.root().relativize(file));
      Path parent = Objects.requireNonNull(target.getParent(), "a file of a store is in a folder");
      disk.createFolders(parent);
      write(file, target);
      labels += label ? 1 : 0;
    } catch (DiskException e) {
      if (e.reason() == DiskException.Reason.FULL) {
        throw e;
      }
      uncopied.add(
          new Finding(from.shown(file), String.valueOf(e.getMessage()), "run it once more"));
    }
  }

  /** A label may name what was stored since contents were looked for. */
  private void named(Path label) {
    for (ContentRef ref :
        LabelFolder.decode(name(label), SmallFile.read(disk, label, Integer.MAX_VALUE - 8))) {
      ensure(ref);
    }
  }

  /** Removes the labels that are gone from the home. */
  private void mirror() {
    new LabelScan(disk, to)
        .visit(
            (_, _, file) -> {
              if (!disk.exists(from.root().resolve(to.root().relativize(file)))) {
                disk.delete(file);
              }
            },
            _ -> {});
  }

  /** Contents are copied first, so what is not there now will not be. */
  private boolean isMarkOfNothing(Path file) {
    return file.startsWith(from.owners())
        && !FolderScan.hasFile(disk, to, ContentRef.parse(name(file)));
  }

  private static String name(Path file) {
    return Objects.requireNonNull(file.getFileName(), "a file of a store has a name").toString();
  }

  /** A recipe is of use with its packs: those come first. */
  private void packs(Path file) {
    try (Recipe recipe = Recipe.open(disk, file, ContentRef.parse(name(file))).orElse(null)) {
      for (long i = 0; recipe != null && i < recipe.count(); i++) {
        long pack = recipe.chunk(i).pack();
        if (packs.add(pack)) {
          write(from.pack(pack), to.pack(pack));
        }
      }
    }
  }

  private void write(Path source, Path target) {
    try (DiskFile in = disk.open(source, Disk.Mode.READ_PLAIN)) {
      if (isThere(in, target)) {
        return;
      }
      TempFiles.write(disk, target, out -> copy(in, out));
    }
    disk.syncFolder(Objects.requireNonNull(target.getParent(), "a file is in a folder"));
  }

  private static void copy(DiskFile in, DiskFile out) {
    ByteBuffer piece = ByteBuffer.allocate(Math.clamp(in.size(), 1, PIECE));
    for (long at = 0, size = in.size(); at < size; at += piece.limit()) {
      piece.clear().limit((int) Math.min(piece.capacity(), size - at));
      in.readFully(at, piece);
      out.writeFully(at, piece.flip());
    }
  }

  /** Whether the target is the file already: what is named by its content has its size alone. */
  private boolean isThere(DiskFile in, Path target) {
    Optional<FileStatus> status = disk.status(target);
    if (status.isEmpty() || status.get().size() != in.size()) {
      return false;
    }
    Path folder = Objects.requireNonNull(target.getParent(), "a file is in a folder");
    if (folder.equals(to.data()) || folder.equals(to.packs())) {
      return true;
    }
    ByteBuffer wanted = ByteBuffer.allocate((int) in.size());
    in.readFully(0, wanted);
    return disk.readAll(target).equals(Bytes.wrap(wanted.array()));
  }
}
