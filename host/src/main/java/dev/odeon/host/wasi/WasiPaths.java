package dev.odeon.host.wasi;

import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Folder;
import dev.odeon.base.Folder.Creation;
import dev.odeon.host.HostCosts;
import dev.odeon.host.wasi.WasiFunction.Call;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The functions of WASI that name a file or folder by its path. */
final class WasiPaths {
  private static final int CREATE = 1;
  private static final int ONLY_FOLDER = 2;
  private static final int EXCLUSIVE = 4;
  private static final int TRUNCATE = 8;

  private static final int APPEND = 1;
  private static final int FOLLOW = 1;

  private static final long READ = 1L << 1;
  private static final long WRITE = 1L << 6 | 1L << 8 | 1L << 22;

  private WasiPaths() {}

  static void addTo(Map<String, WasiFunction> functions) {
    functions.put("path_open", WasiFunction.of("iiiiiLLii", WasiPaths::open));
    functions.put("path_create_directory", WasiFunction.of("iii", WasiPaths::createFolder));
    functions.put("path_filestat_get", WasiFunction.of("iiiii", WasiPaths::status));
    functions.put("path_remove_directory", WasiFunction.of("iii", WasiPaths::removeFolder));
    functions.put("path_unlink_file", WasiFunction.of("iii", WasiPaths::removeFile));
    functions.put("path_rename", WasiFunction.of("iiiiii", WasiPaths::rename));
    functions.put("path_filestat_set_times", refused("iiiiLLi", 0));
    functions.put("path_link", refused("iiiiiii", 0, 4));
    functions.put("path_readlink", refused("iiiiii", 0));
    functions.put("path_symlink", refused("iiiii", 2));
  }

  /** What is not supported is so on folders alone: on others, the descriptor is what is wrong. */
  private static WasiFunction refused(String parameters, int... folders) {
    return WasiFunction.refused(
        parameters,
        WasiErrno.NOTSUP,
        call -> {
          for (int folder : folders) {
            WasiDescriptor.OpenFolder _ = call.process().folder(call.index(folder));
          }
        });
  }

  /** A path within a granted folder. */
  private record Place(WasiGrant grant, WasiPath path) {
    List<String> names() {
      return path.names();
    }

    Optional<Folder.Status> status() {
      try {
        return Optional.of(grant.folder().status(names()));
      } catch (DiskException e) {
        if (e.reason() == DiskException.Reason.MISSING) {
          return Optional.empty();
        }
        throw e;
      }
    }

    boolean isFolder() {
      return status().filter(known -> known.kind() == Folder.Kind.FOLDER).isPresent();
    }

    /** Whether the path can lead to a folder alone, as {@code d/} and {@code d/.} do. */
    boolean meansFolder() {
      return path.end() != WasiPath.End.NAME;
    }

    /** Whether it ends with {@code .} or {@code ..}, so that no entry of a folder is named. */
    boolean namesNoEntry() {
      return path.end() == WasiPath.End.SELF || path.end() == WasiPath.End.PARENT;
    }

    /** Refuses a path that means a folder and leads to something else that is there. */
    void checkEnd() {
      if (meansFolder()) {
        status()
            .filter(known -> known.kind() != Folder.Kind.FOLDER)
            .ifPresent(_ -> {
              throw WasiErrno.NOTDIR.failure();
            });
      }
    }
  }

  /** The place that the arguments from {@code pointer} on name: pointer and size. */
  private static Place place(Call call, int folder, int pointer) {
    WasiDescriptor.OpenFolder base = call.process().folder(call.index(folder));
    WasiPath path =
        WasiPath.resolve(base.path(), call.memory().read(call.u32(pointer), call.u32(pointer + 1)));
    for (List<String> passed : path.folders()) {
      call.guest().spend(HostCosts.VECTOR);
      switch (base.grant().folder().status(passed).kind()) {
        case FOLDER -> {}
        case LINK -> throw WasiErrno.LOOP.failure();
        case FILE, OTHER -> throw WasiErrno.NOTDIR.failure();
      }
    }
    return new Place(base.grant(), path);
  }

  private static void open(Call call) {
    call.process().checkRoom();
    Place place = place(call, 0, 2);
    int flags = call.i32(4);
    boolean writing = (call.i64(5) & WRITE) != 0;
    WasiDescriptor opened =
        place.isFolder()
            ? openFolder(place, flags, writing)
            : openFile(call, place, flags, writing);
    call.memory().i32(call.u32(8), call.process().add(opened));
  }

  private static WasiDescriptor openFolder(Place place, int flags, boolean writing) {
    if ((flags & EXCLUSIVE) != 0) {
      throw WasiErrno.EXIST.failure();
    }
    if (writing || (flags & (CREATE | TRUNCATE)) != 0) {
      throw WasiErrno.ISDIR.failure();
    }
    return new WasiDescriptor.OpenFolder(place.grant, place.names(), false);
  }

  private static WasiDescriptor openFile(Call call, Place place, int flags, boolean writing) {
    boolean creating = (flags & CREATE) != 0;
    boolean truncating = (flags & TRUNCATE) != 0;
    boolean missing = place.status().isEmpty();
    if ((flags & ONLY_FOLDER) != 0 || place.meansFolder()) {
      // A file cannot be made where a folder is meant.
      throw (!missing ? WasiErrno.NOTDIR : creating ? WasiErrno.ISDIR : WasiErrno.NOENT).failure();
    }
    boolean changing = writing || truncating || creating && missing;
    Folder folder = changing ? place.grant.changing() : place.grant.folder();
    if (creating && missing) {
      place.grant.take(WasiGrant.NEW_BYTES);
    }
    Creation creation =
        !creating
            ? Creation.NEVER
            : (flags & EXCLUSIVE) != 0 ? Creation.ALWAYS : Creation.IF_MISSING;
    DiskFile file = folder.open(place.names(), changing, creation);
    if (truncating) {
      file.truncate(0);
    }
    return new WasiDescriptor.OpenFile(
        file,
        new WasiFileStatus(place.grant, place.names()),
        (call.i64(5) & READ) != 0,
        writing,
        (call.i32(7) & APPEND) != 0);
  }

  private static void createFolder(Call call) {
    Place place = place(call, 0, 1);
    if (place.namesNoEntry()) {
      throw WasiErrno.EXIST.failure();
    }
    Folder folder = place.grant.changing();
    place.grant.take(WasiGrant.NEW_BYTES);
    folder.createFolder(place.names());
  }

  private static void removeFolder(Call call) {
    Place place = place(call, 0, 1);
    Folder folder = place.grant.changing();
    switch (place.path.end()) {
      case NAME, SLASH -> folder.deleteFolder(place.names());
      case SELF -> throw WasiErrno.INVAL.failure();
      case PARENT -> throw WasiErrno.NOTEMPTY.failure();
    }
  }

  private static void removeFile(Call call) {
    Place place = place(call, 0, 1);
    Folder folder = place.grant.changing();
    if (place.namesNoEntry()) {
      throw WasiErrno.ISDIR.failure();
    }
    place.checkEnd();
    folder.deleteFile(place.names());
  }

  private static void rename(Call call) {
    Place from = place(call, 0, 1);
    Place to = place(call, 3, 4);
    Folder folder = from.grant.changing();
    if (to.grant != from.grant) {
      throw WasiErrno.XDEV.failure();
    }
    if (from.namesNoEntry() || to.namesNoEntry()) {
      throw WasiErrno.INVAL.failure();
    }
    from.checkEnd();
    to.checkEnd();
    boolean isFolder = from.isFolder();
    if (to.meansFolder() && !isFolder && from.status().isPresent()) {
      throw WasiErrno.NOTDIR.failure();
    }
    if (isFolder && isWithin(to.names(), from.names())) {
      throw WasiErrno.INVAL.failure();
    }
    folder.rename(from.names(), to.names());
    call.process().renamed(from.grant, from.names(), to.names());
  }

  /** Whether {@code names} lead into the folder {@code above}. */
  static boolean isWithin(List<String> names, List<String> above) {
    return names.size() > above.size() && names.subList(0, above.size()).equals(above);
  }

  private static void status(Call call) {
    Place place = place(call, 0, 2);
    Folder.Status status = place.grant.folder().status(place.names());
    boolean follows = (call.i32(1) & FOLLOW) != 0 || place.meansFolder();
    if (status.kind() == Folder.Kind.LINK && follows) {
      throw WasiErrno.LOOP.failure();
    }
    place.checkEnd();
    WasiFiles.writeStatus(call, call.u32(4), place.grant, status);
  }
}
