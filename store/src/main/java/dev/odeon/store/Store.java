package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.FileStatus;
import dev.odeon.base.MalformedException;
import dev.odeon.base.Ports;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/**
 * What one home keeps: contents, the labels of its stores, and the collector. What is asked for by
 * hash is looked for in the contents, then elsewhere: among blocks and what the log holds. Any
 * number of threads; the home's lock keeps other processes out, and is its caller's.
 */
public final class Store implements AutoCloseable {
  private static final int MEDIA_TYPE_SIZE_MAX = 255;

  private static final String REMOVE_META = "; remove that file and describe the content again";

  private final Ports ports;
  private final Disk disk;
  private final StoreConfig config;
  private final StoreFolders folders;
  private final Resolver elsewhere;
  private final FileContents contents;
  private final GcPins pins = new GcPins();
  private final LabelOwner owner;
  private final Owners owners;
  private final ConcurrentMap<StoreName, Labels> opened = new ConcurrentHashMap<>();
  private final KeyedLock<StoreName> opening;
  private final KeyedLock<ContentRef> describing;

  private Store(StoreConfig config, Path home, Ports ports, Resolver elsewhere) {
    this.ports = ports;
    this.disk = ports.disk();
    this.config = config;
    this.elsewhere = elsewhere;
    this.folders = StoreFolders.of(home);
    boolean empty = !disk.exists(folders.data());
    folders.make(disk);
    this.contents = new FileContents(ports, folders, empty, config, pins);
    this.owner = new LabelOwner(disk, ports.threads(), folders.labelsAt());
    this.owners = new Owners(disk, ports.threads(), folders);
    this.opening = new KeyedLock<>(ports.threads());
    this.describing = new KeyedLock<>(ports.threads());
  }

  /**
   * Opens what {@code home} keeps, making the folders that are missing.
   *
   * @param elsewhere knows names and contents that are kept elsewhere
   * @throws StoreException.Unavailable if the disk would not, or a folder is a link
   */
  public static Store open(StoreConfig config, Path home, Ports ports, Resolver elsewhere) {
    return FileContents.attempt(() -> new Store(config, home, ports, elsewhere));
  }

  Resolver elsewhere() {
    return elsewhere;
  }

  /** The contents of this home, without those elsewhere. */
  public Contents contents() {
    return contents;
  }

  /** See {@link Contents#put(Bytes)}. */
  public ContentRef put(Bytes content) {
    return contents.put(content);
  }

  /** See {@link Contents#put(InputStream, Progress)}. */
  public ContentRef put(InputStream content, Progress progress) {
    return contents.put(content, progress);
  }

  /** See {@link Contents#put(Source, Progress)}. */
  public ContentRef put(Source content, Progress progress) {
    return contents.put(content, progress);
  }

  /** The bytes of {@code ref}, wherever they are; see {@link Contents#get(ContentRef)}. */
  public Bytes get(ContentRef ref) {
    try {
      return contents.get(ref);
    } catch (StoreException.Missing e) {
      return elsewhere.content(ref).orElseThrow(() -> e);
    }
  }

  /** A range of {@code ref}; see {@link Contents#get(ContentRef, long, int)}. */
  public Bytes get(ContentRef ref, long offset, int length) {
    try {
      return contents.get(ref, offset, length);
    } catch (StoreException.Missing e) {
      return Ranges.of(elsewhere.content(ref).orElseThrow(() -> e), offset, length);
    }
  }

  /** The bytes of {@code ref} as a stream; see {@link Contents#open(ContentRef)}. */
  public InputStream open(ContentRef ref) {
    try {
      return contents.open(ref);
    } catch (StoreException.Missing e) {
      return new SourceStream(Source.of(elsewhere.content(ref).orElseThrow(() -> e)));
    }
  }

  /** Whether there is such content anywhere. */
  public boolean exists(ContentRef ref) {
    return contents.exists(ref) || elsewhere.content(ref).isPresent();
  }

  /** The size of {@code ref} in bytes, if there is such content anywhere. */
  public OptionalLong size(ContentRef ref) {
    OptionalLong size = contents.size(ref);
    return size.isPresent()
        ? size
        : elsewhere
            .content(ref)
            .map(content -> OptionalLong.of(content.size()))
            .orElse(OptionalLong.empty());
  }

  /** Keeps {@code ref} in a running collection: a guest has just read it. */
  public void keep(ContentRef ref) {
    pins.add(ref);
  }

  /** Sees that {@code ref} is there and stays. */
  void require(ContentRef ref) {
    boolean here =
        contents.exclusively(
            ref,
            () -> {
              pins.add(ref);
              return contents.exists(ref);
            });
    if (!here && elsewhere.content(ref).isEmpty()) {
      throw new StoreException.Missing(ref);
    }
  }

  /** Which tenant stored which content. */
  public Owners owners() {
    return owners;
  }

  // Metadata.

  /**
   * Notes what {@code ref} is.
   *
   * @param mediaType 1 to 255 printable ASCII characters, such as {@code text/plain}
   * @throws IllegalArgumentException if it is anything else
   * @throws StoreException.Missing if there is no such content
   */
  public void describe(ContentRef ref, String mediaType) {
    if (!mediaType.matches("[\\x20-\\x7E]{1," + MEDIA_TYPE_SIZE_MAX + "}")) {
      throw new IllegalArgumentException(
          "'"
              + Printable.of(mediaType)
              + "' is not a valid media type: use printable ASCII, at most 255 characters");
    }
    boolean _ =
        FileContents.attempt(() ->
            describing.with(
                ref,
                () -> {
                  Metadata known = metadata(ref).orElseThrow(() -> new StoreException.Missing(ref));
                  write(ref, known.createdMillis(), mediaType, known.size());
                  return true;
                }));
  }

  private void write(ContentRef ref, long createdMillis, String mediaType, long size) {
    Bytes meta = MetaFile.encode(ref, createdMillis, mediaType, size);
    TempFiles.write(disk, folders.meta(ref), file -> file.writeFully(0, meta.buffer()));
    disk.syncFolder(folders.meta());
  }

  /** What is known of {@code ref} beside its bytes; empty if there is no such content. */
  public Optional<Metadata> metadata(ContentRef ref) {
    OptionalLong size = size(ref);
    if (size.isEmpty()) {
      return Optional.empty();
    }
    return FileContents.attempt(() -> {
      Optional<Metadata> noted = readMeta(ref, size.getAsLong());
      return noted.isPresent()
          ? noted
          : Optional.of(
              new Metadata(
                  contents.createdMillis(ref).orElse(0), Optional.empty(), size.getAsLong()));
    });
  }

  private Optional<Metadata> readMeta(ContentRef ref, long size) {
    if (disk.status(folders.meta(ref)).isEmpty()) {
      return Optional.empty();
    }
    String what =
        "the metadata of content " + ref.hex() + " (" + folders.shown(folders.meta(ref)) + ")";
    try {
      Metadata noted =
          MetaFile.decode(ref, SmallFile.read(disk, folders.meta(ref), MetaFile.SIZE_MAX));
      if (noted.size() != size) {
        throw new StoreException.Damaged(
            what, "it says " + noted.size() + " bytes, not " + size + REMOVE_META);
      }
      return Optional.of(noted);
    } catch (MalformedException e) {
      throw new StoreException.Damaged(what, e.getMessage() + REMOVE_META, e);
    }
  }

  // Names.

  /**
   * The content that {@code reference} names for {@code tenant}: of a label in its store {@code
   * default}, the newest.
   *
   * @throws StoreException.Missing if it names nothing
   * @throws IllegalArgumentException if it is a path: only the caller with access reads it
   */
  public ContentRef resolve(String tenant, Reference reference) {
    return switch (reference) {
      case Reference.OfContent(ContentRef content) -> content;
      case Reference.OfLabel(Label label) -> {
        List<ContentRef> refs = labels(new StoreName(tenant, StoreName.DEFAULT.id())).get(label);
        if (refs.isEmpty()) {
          throw new StoreException.Missing(label);
        }
        yield refs.getLast();
      }
      case Reference.OfPath(String path) ->
          throw new IllegalArgumentException(
              "'" + Printable.of(path) + "' is a path: expected store:<label> or store:hash:…");
    };
  }

  /** The labels of the store {@link StoreName#DEFAULT}. */
  public Labels labels() {
    return labels(StoreName.DEFAULT);
  }

  /**
   * The labels of {@code name}. The store {@code default} of a tenant is always there.
   *
   * @throws StoreException.Refused if there is no such store
   */
  public Labels labels(StoreName name) {
    Labels known = opened.get(name);
    return known != null ? known : FileContents.attempt(() -> opening.with(name, () -> open(name)));
  }

  private Labels open(StoreName name) {
    Labels known = opened.get(name);
    if (known != null) {
      return known;
    }
    if (name.id().equals(StoreName.DEFAULT.id())) {
      makeFolders(name);
    } else if (!existsStore(name)) {
      throw new StoreException.Refused("there is no store '" + name + "'; create it first");
    }
    Labels labels =
        new Labels(this, name, new LabelFolder(disk, ports.threads(), folders, name), owner);
    opened.put(name, labels);
    return labels;
  }

  private boolean makeFolders(StoreName name) {
    boolean there = existsStore(name);
    for (Path folder : folders.above(name)) {
      StoreFolders.makeOwn(disk, folder);
    }
    return !there;
  }

  /** Makes the store {@code name}; false if there is one. Durable on return. */
  public boolean create(StoreName name) {
    return FileContents.attempt(() -> owner.outside(() -> makeFolders(name)));
  }

  /** Whether there is a store {@code name}. */
  public boolean existsStore(StoreName name) {
    return FileContents.attempt(() -> disk.exists(folders.labels(name)));
  }

  /** All stores of the home, sorted by tenant and id. */
  public List<StoreName> stores() {
    return FileContents.attempt(() -> {
      List<StoreName> names = new ArrayList<>();
      names.add(StoreName.DEFAULT);
      for (String tenant : foldersIn(folders.named())) {
        for (String id : foldersIn(folders.named().resolve(tenant))) {
          nameOf(tenant, id).filter(this::existsStore).ifPresent(names::add);
        }
      }
      return names;
    });
  }

  private List<String> foldersIn(Path folder) {
    return disk.list(folder).stream()
        .filter(name ->
            disk.status(folder.resolve(name))
                .filter(status -> status.kind() == FileStatus.Kind.FOLDER)
                .isPresent())
        .toList();
  }

  /** A folder that was made by hand is not a store. */
  private static Optional<StoreName> nameOf(String tenant, String id) {
    try {
      return Optional.of(new StoreName(tenant, id));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  // What guests change.

  /** The last change of a guest that is in the labels; those after it are to be made. */
  public GuestPosition guestPosition() {
    return owner.position();
  }

  /**
   * Makes a change that a guest asked for. Changes come in the order of their positions; one that
   * was made before is passed over, and false returned. The content need not be here. Durable on
   * return.
   *
   * @throws StoreException.Refused if the label is that of a chain's head
   */
  public boolean apply(GuestPosition at, StoreName store, LabelChange change) {
    Labels.refuseChainHead(change.label());
    return FileContents.attempt(() ->
        owner.guest(
            at,
            change instanceof LabelChange.RemoveReference,
            () -> {
              switch (change) {
                case LabelChange.Add(Label _, ContentRef ref) -> pins.add(ref);
                case LabelChange.Replace(Label _, ContentRef ref) -> pins.add(ref);
                case LabelChange.RemoveLabel _, LabelChange.RemoveReference _ -> {}
              }
              boolean _ = labels(store).folder().apply(change);
            }));
  }

  /** Makes the store that a guest asked for; false if that was done before. */
  public boolean apply(GuestPosition at, StoreName created) {
    return FileContents.attempt(() ->
        owner.guest(
            at,
            false,
            () -> {
              boolean _ = makeFolders(created);
            }));
  }

  // What nobody needs.

  /** {@link #collect(Roots, boolean, Duration, Progress, Consumer)} with the grace configured. */
  public CollectionReport collect(Roots roots, boolean dryRun, Progress progress) {
    return collect(roots, dryRun, config.grace(), progress, _ -> {});
  }

  /**
   * Sweeps the contents that no label and none of {@code roots} names and that were not put within
   * {@code grace}, the marks of who stored what is gone, and packs of which less than half is
   * needed. A crash at any moment loses nothing that is needed.
   *
   * @param dryRun whether to report only what would be done
   * @param progress receives how many blobs were examined
   * @param verdicts receives what becomes of each blob, and why
   * @throws StoreException.Refused if a collection is running, or if something that names content
   *     is damaged or names missing content: what must live is unknown then, and nothing is
   *     removed. A dry run reports it
   */
  public CollectionReport collect(
      Roots roots,
      boolean dryRun,
      Duration grace,
      Progress progress,
      Consumer<CollectionReport.Verdict> verdicts) {
    if (!pins.begin()) {
      throw new StoreException.Refused("a collection is already running; wait for it to end");
    }
    try {
      // Changes that began before pins were recorded must be seen.
      owner.awaitTurn();
      return FileContents.attempt(() ->
          new Collector(ports, folders, contents, owners, elsewhere, pins, dryRun, grace.toMillis())
              .collect(this::markLabels, roots, progress, verdicts));
    } finally {
      pins.end();
    }
  }

  private void markLabels(Roots.Marker marker, Consumer<String> problems) {
    new LabelScan(disk, folders)
        .visit(
            (store, label, file) -> {
              try {
                labels(store)
                    .folder()
                    .get(label)
                    .forEach(ref ->
                        marker.require(
                            ref,
                            "label",
                            () -> "label '%s' (%s)".formatted(label.name(), folders.shown(file))));
              } catch (StoreException.Damaged e) {
                problems.accept(e.getMessage());
              }
            },
            finding -> problems.accept(finding.text()));
    // A label that was seen to be gone must not come back without its content.
    stores().forEach(name -> labels(name).folder().sync());
  }

  /** Closes it. Running operations fail. */
  @Override
  public void close() {
    owner.close();
    contents.close();
  }
}
