package dev.odeon.store;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.base.FileStatus;
import dev.odeon.base.Finding;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a home's store from its files alone, changing nothing, even if the store no longer
 * opens. {@link #read} hashes all content again and checks every recipe, label, metadata file,
 * owner mark and the position of guests' changes. What labels name must exist: in the store, or in
 * the log, whose reader reports what it holds ({@link #holds}) and what the history names ({@link
 * #requires}).
 *
 * <p>Another process may have the store open meanwhile: files get their names when they are whole,
 * and what looks wrong is examined once more before it is reported. Memory grows by a few bytes for
 * each blob that is named. One thread, once.
 */
public final class StoreVerifier {
  /** The path of a finding about what the history names. */
  public static final String LOG = "log";

  /** So many contents are looked for in the log at most. */
  private static final int MISSING_MAX = 100_000;

  private static final String PACK_NAME = "[0-9a-f]{16}";
  private static final String COPY = "restore it from a copy";
  private static final String COPY_OR_PUT = "remove it and put the content again, or " + COPY;
  private static final String FOREIGN = "give it its name back, or move it out of the home";

  private final Disk disk;
  private final StoreFolders folders;
  private final Progress progress;
  private final Consumer<Path> whole;
  private final Marks held = new Marks();
  private final Marks named = new Marks();
  private final Map<ContentRef, Naming> missing = new LinkedHashMap<>();
  private final Set<Finding> findings = new LinkedHashSet<>();
  private long found;
  private long names;
  private long contents;
  private long bytes;
  private long labels;
  private long metadata;

  /**
   * Who names a content that is not in the store.
   *
   * @param still whether it does so still
   */
  private record Naming(String path, String by, Supplier<Boolean> still) {}

  /**
   * Verifies the store of {@code home}.
   *
   * @param progress receives how many blobs were hashed
   */
  public StoreVerifier(Disk disk, Path home, Progress progress) {
    this(disk, home, progress, _ -> {});
  }

  /**
   * The same.
   *
   * @param whole is given each file that is what was written, packs excepted
   */
  StoreVerifier(Disk disk, Path home, Progress progress, Consumer<Path> whole) {
    this.disk = disk;
    this.folders = StoreFolders.of(home);
    this.progress = progress;
    this.whole = whole;
  }

  /** Reads all files of the store. */
  public void read() {
    for (Path folder : List.of(folders.root(), folders.meta())) {
      isFolder(folder);
    }
    files(folders.data(), this::small);
    files(folders.recipes(), this::large);
    files(folders.meta(), this::meta);
    packs();
    owners();
    new LabelScan(disk, folders).visit(this::label, this::report);
    twice(folders.labelsAt(), this::position);
    progress.advance(contents);
  }

  /** Reads one content, if it is there. */
  void read(ContentRef ref) {
    if (disk.status(folders.data(ref)).isPresent()) {
      small(ref);
    }
    if (disk.status(folders.recipe(ref)).isPresent()) {
      large(ref);
    }
  }

  /** The log holds {@code ref}: content of its own, or a block. */
  public void holds(ContentRef ref) {
    if (held.count(ref) == 0) {
      held.mark(ref, "log");
    }
  }

  /** The history names {@code ref}, which existed then; {@code by} says what names it. */
  public void requires(ContentRef ref, Supplier<String> by) {
    require(ref, () -> new Naming(LOG, by.get(), () -> true));
  }

  private void require(ContentRef ref, Supplier<Naming> naming) {
    if (named.count(ref) > 0) {
      return;
    }
    named.mark(ref, "named");
    names++;
    if (held.count(ref) == 0
        && !FolderScan.hasFile(disk, folders, ref)
        && missing.size() < MISSING_MAX) {
      missing.put(ref, naming.get());
    }
  }

  /** What is named and not in the store, as far as is known: the log may hold it. */
  public Set<ContentRef> missing() {
    return missing.keySet().stream()
        .filter(ref -> held.count(ref) == 0)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What was read and found, but for what is missing. */
  StoreReport readReport() {
    return new StoreReport(contents, bytes, labels, metadata, names, List.copyOf(findings), found);
  }

  /** What was read and found; what is missing now is. */
  public StoreReport report() {
    missing.forEach((ref, naming) -> {
      boolean gone =
          held.count(ref) == 0 && !FolderScan.hasFile(disk, folders, ref) && naming.still().get();
      if (gone) {
        report(
            new Finding(
                naming.path(),
                "%s names content %s, which is missing".formatted(naming.by(), ref.hex()),
                "put it again, or " + COPY));
      }
    });
    missing.clear();
    return readReport();
  }

  // Files.

  /** Has {@code check} look at every file in {@code folder} that is named as contents are. */
  private void files(Path folder, Consumer<ContentRef> check) {
    if (isFolder(folder)) {
      disk.visit(
          folder,
          name -> {
            if (ContentRef.isHex(name)) {
              check.accept(ContentRef.parse(name));
            } else {
              foreign(folder, name);
            }
          });
    }
  }

  private boolean isFolder(Path folder) {
    FileStatus status = disk.status(folder).orElse(null);
    if (status != null && status.kind() != FileStatus.Kind.FOLDER) {
      report(finding(folder, "it is not a folder", "put the folder back in its place"));
    }
    return status != null && status.kind() == FileStatus.Kind.FOLDER;
  }

  private void foreign(Path folder, String name) {
    if (!StoreFolders.isUnfinished(name)) {
      report(finding(folder.resolve(name), "that is not the name of a file of the store", FOREIGN));
    }
  }

  private void small(ContentRef ref) {
    Path file = folders.data(ref);
    twice(
        file,
        () ->
            read(
                file,
                () -> {
                  var content = SmallFile.read(disk, file, FileContents.SMALL_SIZE_MAX);
                  ContentRef actual = ContentRef.of(content);
                  if (!actual.equals(ref)) {
                    return finding(file, "its bytes have the hash " + actual.hex(), COPY_OR_PUT);
                  }
                  hashed(content.size());
                  return null;
                }));
  }

  private void large(ContentRef ref) {
    Path file = folders.recipe(ref);
    twice(
        file,
        () ->
            read(
                file,
                () -> {
                  try (Recipe recipe = Recipe.open(disk, file, ref).orElse(null)) {
                    return recipe == null ? null : large(ref, file, recipe);
                  }
                }));
  }

  private @Nullable Finding large(ContentRef ref, Path file, Recipe recipe) {
    // All of it first: an entry that is damaged makes the chunk before it look damaged.
    recipe.chunks(_ -> {});
    if (recipe.position(0) != 0) {
      return finding(file, "its first chunk is not at 0", COPY_OR_PUT);
    }
    MessageDigest digest = Hash.digest();
    try (Packs packs = new Packs(disk, folders)) {
      long pack = -1;
      for (long i = 0; i < recipe.count(); i++) {
        ChunkPlace chunk = recipe.chunk(i);
        Finding wrong = chunk.pack() == pack ? null : header(chunk.pack(), ref);
        pack = chunk.pack();
        if (wrong == null) {
          wrong = chunk(chunk, ref, () -> digest.update(packs.read(chunk)));
        }
        if (wrong != null) {
          return wrong;
        }
      }
      if (new ContentRef(Hash.of(digest)).equals(ref)) {
        hashed(recipe.size());
        return null;
      }
      return misfit(ref, file, recipe, packs);
    }
  }

  /** The whole has another hash: which chunk it is. */
  private Finding misfit(ContentRef ref, Path file, Recipe recipe, Packs packs) {
    for (long i = 0; i < recipe.count(); i++) {
      ChunkPlace chunk = recipe.chunk(i);
      Finding wrong = chunk(chunk, ref, () -> packs.readChecked(chunk));
      if (wrong != null) {
        return wrong;
      }
    }
    return finding(file, "its chunks are whole, but together they have another hash", COPY_OR_PUT);
  }

  /** Reads a chunk. */
  @FunctionalInterface
  private interface ChunkRead {
    void run() throws Packs.GoneException;
  }

  private @Nullable Finding chunk(ChunkPlace chunk, ContentRef ref, ChunkRead read) {
    Path pack = folders.pack(chunk.pack());
    try {
      read.run();
      return null;
    } catch (Packs.GoneException e) {
      return gone(pack, ref);
    } catch (StoreException.Damaged e) {
      return finding(
          pack,
          "the chunk at %d, of content %s, is not what was written"
              .formatted(chunk.offset(), ref.hex()),
          COPY);
    }
  }

  private @Nullable Finding header(long number, ContentRef ref) {
    Path pack = folders.pack(number);
    ByteBuffer header = ByteBuffer.allocate(Packs.HEADER_SIZE);
    try (DiskFile file = disk.open(pack, Disk.Mode.READ_PLAIN)) {
      file.readFully(0, header);
    } catch (DiskException e) {
      return e.reason() == DiskException.Reason.MISSING
          ? gone(pack, ref)
          : finding(pack, cannotBeRead(e), COPY);
    }
    return header.flip().equals(Packs.header(number))
        ? null
        : finding(pack, "it does not begin as pack " + pack.getFileName() + " does", COPY);
  }

  private Finding gone(Path pack, ContentRef ref) {
    return finding(pack, "it is missing, and content %s needs it".formatted(ref.hex()), COPY);
  }

  /** A pack counts once a recipe names it; what has no pack's name was one perhaps. */
  private void packs() {
    if (isFolder(folders.packs())) {
      disk.visit(
          folders.packs(),
          name -> {
            if (!name.matches(PACK_NAME)) {
              foreign(folders.packs(), name);
            }
          });
    }
  }

  private void meta(ContentRef ref) {
    Path file = folders.meta(ref);
    metadata++;
    twice(
        file,
        () ->
            read(
                file,
                () -> {
                  try {
                    var _ = MetaFile.decode(ref, SmallFile.read(disk, file, MetaFile.SIZE_MAX));
                    return null;
                  } catch (MalformedException e) {
                    return finding(
                        file, message(e), "remove it and describe the content again, or " + COPY);
                  }
                }));
  }

  /** The marks of all tenants. One whose content is missing is left for a collection to remove. */
  private void owners() {
    if (isFolder(folders.owners())) {
      disk.visit(
          folders.owners(),
          tenant -> {
            if (StoreName.isTenant(tenant)) {
              files(folders.owners(tenant), ref -> owned(folders.owned(tenant, ref), ref));
            } else {
              foreign(folders.owners(), tenant);
            }
          });
    }
  }

  private void owned(Path mark, ContentRef ref) {
    twice(
        mark,
        () ->
            read(
                mark,
                () -> {
                  try {
                    Owners.check(ref, SmallFile.read(disk, mark, Owners.MARK_SIZE));
                    return null;
                  } catch (MalformedException e) {
                    return finding(
                        mark, message(e), "remove it; its tenant can put the content again");
                  }
                }));
  }

  private void label(StoreName store, Label label, Path file) {
    labels++;
    twice(
        file,
        () ->
            read(
                file,
                () -> {
                  try {
                    for (ContentRef ref : refs(file)) {
                      require(
                          ref,
                          () ->
                              new Naming(
                                  folders.shown(file),
                                  "label '" + label.name() + "'",
                                  () -> names(file, ref)));
                    }
                    return null;
                  } catch (MalformedException e) {
                    return finding(file, message(e), LabelFolder.REMEDY);
                  }
                }));
  }

  private List<ContentRef> refs(Path file) {
    String name = Objects.requireNonNull(file.getFileName(), "a label has a file").toString();
    return LabelFolder.decode(name, SmallFile.read(disk, file, Integer.MAX_VALUE - 8));
  }

  private boolean names(Path file, ContentRef ref) {
    try {
      return refs(file).contains(ref);
    } catch (DiskException | MalformedException e) {
      return false;
    }
  }

  private @Nullable Finding position() {
    Path file = folders.labelsAt();
    return read(
        file,
        () -> {
          try {
            var _ = LabelOwner.decode(SmallFile.read(disk, file, LabelOwner.SIZE_MAX));
            return null;
          } catch (MalformedException e) {
            return finding(file, message(e), COPY);
          }
        });
  }

  // What is found.

  /** What is wrong with {@code file}; nothing if it is gone, or was replaced, meanwhile. */
  private @Nullable Finding read(Path file, Supplier<@Nullable Finding> look) {
    try {
      return look.get();
    } catch (DiskException e) {
      return e.reason() == DiskException.Reason.MISSING
          ? null
          : finding(file, cannotBeRead(e), COPY);
    } catch (StoreException e) {
      return finding(file, message(e), COPY_OR_PUT);
    }
  }

  private void twice(Path file, Supplier<@Nullable Finding> look) {
    Finding wrong = look.get() == null ? null : look.get();
    if (wrong == null) {
      whole.accept(file);
    } else {
      report(wrong);
    }
  }

  private Finding finding(Path file, String what, String remedy) {
    return new Finding(folders.shown(file), what, remedy);
  }

  private static String cannotBeRead(DiskException e) {
    return "it cannot be read: " + message(e);
  }

  private static String message(RuntimeException e) {
    return String.valueOf(e.getMessage());
  }

  private void report(Finding finding) {
    if (findings.size() < StoreReport.FINDINGS_MAX) {
      found += findings.add(finding) ? 1 : 0;
    } else if (!findings.contains(finding)) {
      found++;
    }
  }

  private void hashed(long size) {
    contents++;
    bytes += size;
    if (contents % 1024 == 0) {
      progress.advance(contents);
    }
  }
}
