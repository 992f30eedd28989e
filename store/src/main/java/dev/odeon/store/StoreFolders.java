package dev.odeon.store;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.FileStatus;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * Where everything of one store is. What is being written has a name that begins with {@code ~},
 * which no content, pack or label has.
 *
 * @param root {@code store} in the home
 * @param index {@code derived/index} in the home
 */
record StoreFolders(Path root, Path index) {
  private static final String UNFINISHED = "~";

  static StoreFolders of(Path home) {
    return new StoreFolders(home.resolve("store"), home.resolve("derived").resolve("index"));
  }

  Path data() {
    return root.resolve("data");
  }

  Path packs() {
    return root.resolve("packs");
  }

  Path recipes() {
    return root.resolve("recipes");
  }

  Path meta() {
    return root.resolve("meta");
  }

  Path labels() {
    return root.resolve("labels");
  }

  Path named() {
    return root.resolve("named");
  }

  /** Where the labels of the store {@code name} are. */
  Path labels(StoreName name) {
    return name.equals(StoreName.DEFAULT)
        ? labels()
        : named().resolve(name.tenant()).resolve(name.id()).resolve("labels");
  }

  /** The folders down to the labels of {@code name}. */
  List<Path> above(StoreName name) {
    if (name.equals(StoreName.DEFAULT)) {
      return List.of(labels());
    }
    Path tenant = named().resolve(name.tenant());
    Path store = tenant.resolve(name.id());
    return List.of(tenant, store, store.resolve("labels"));
  }

  Path owners() {
    return root.resolve("owners");
  }

  /** Where the marks of what {@code tenant} stored are. */
  Path owners(String tenant) {
    return owners().resolve(tenant);
  }

  /** The mark of {@code tenant} for {@code ref}. */
  Path owned(String tenant, ContentRef ref) {
    return owners(tenant).resolve(ref.hex());
  }

  Path labelsAt() {
    return root.resolve(LabelOwner.FILE);
  }

  Path data(ContentRef ref) {
    return data().resolve(ref.hex());
  }

  Path recipe(ContentRef ref) {
    return recipes().resolve(ref.hex());
  }

  Path meta(ContentRef ref) {
    return meta().resolve(ref.hex());
  }

  Path pack(long number) {
    return packs().resolve(packName(number));
  }

  static String packName(long number) {
    return HexFormat.of().toHexDigits(number);
  }

  /** {@code file} as it is shown to people and guests: from the home on. */
  String shown(Path file) {
    return root.getFileName() + "/" + root.relativize(file);
  }

  /** The name that a file has while it is written. */
  static Path unfinished(Path file) {
    return file.resolveSibling(UNFINISHED + file.getFileName());
  }

  static boolean isUnfinished(String name) {
    return name.startsWith(UNFINISHED);
  }

  /** Makes all folders. A link in the place of one would lead out of the home, and is refused. */
  void make(Disk disk) {
    disk.createFolders(index);
    for (Path folder :
        List.of(root, data(), packs(), recipes(), meta(), labels(), named(), owners())) {
      makeOwn(disk, folder);
    }
  }

  /** Creates {@code folder}, or checks that it is not a link. */
  static void makeOwn(Disk disk, Path folder) {
    disk.createFolders(folder);
    boolean own = disk.status(folder).filter(s -> s.kind() == FileStatus.Kind.FOLDER).isPresent();
    if (!own) {
      throw new DiskException(
          DiskException.Reason.DENIED,
          folder,
          "is a link, which is not followed: put a folder in its place");
    }
  }
}
