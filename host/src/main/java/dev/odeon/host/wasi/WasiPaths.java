package dev.odeon.host.wasi;

import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Folder;
import dev.odeon.base.Folder.Creation;
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
    functions.put("path_filestat_set_times", WasiFunction.refused("iiiiLLi", WasiErrno.NOTSUP));
    functions.put("path_link", WasiFunction.refused("iiiiiii", WasiErrno.NOTSUP));
    functions.put("path_readlink", WasiFunction.refused("iiiiii", WasiErrno.NOTSUP));
    functions.put("path_symlink", WasiFunction.refused("iiiii", WasiErrno.NOTSUP));
  }

  /** A path within a granted folder. */
  private record Place(WasiGrant grant, List<String> names) {
    Optional<Folder.Status> status() {
      try {
        return Optional.of(grant.folder().status(names));
      } catch (DiskException e) {
        if (e.reason() == DiskException.Reason.MISSING) {
          return Optional.empty();
        }
        throw e;
      }
    }

    /** The names, which must be some: the granted folder itself stays where it is. */
    List<String> below() {
      if (names.isEmpty()) {
        throw WasiErrno.NOTCAPABLE.failure();
      }
      return names;
    }
  }

  /** The place that the arguments from {@code index} on name: folder, pointer, size. */
  private static Place place(Call call, int folder, int pointer) {
    WasiDescriptor.OpenFolder base = call.process().folder(call.index(folder));
    return new Place(
        base.grant(),
        WasiPath.resolve(
            base.path(), call.memory().read(call.u32(pointer), call.u32(pointer + 1))));
  }

  private static void open(Call call) {
    call.process().checkRoom();
    Place place = place(call, 0, 2);
    int flags = call.i32(4);
    boolean isFolder =
        place.status().filter(known -> known.kind() == Folder.Kind.FOLDER).isPresent();
    boolean writing = (call.i64(5) & WRITE) != 0;
    WasiDescriptor opened;
    if (isFolder) {
      if ((flags & EXCLUSIVE) != 0) {
        throw WasiErrno.EXIST.failure();
      }
      if ((flags & (CREATE | TRUNCATE)) != 0) {
        throw WasiErrno.ISDIR.failure();
      }
      opened = new WasiDescriptor.OpenFolder(place.grant, place.names, false);
    } else if ((flags & ONLY_FOLDER) != 0) {
      throw place.status().isPresent() ? WasiErrno.NOTDIR.failure() : WasiErrno.NOENT.failure();
    } else {
      opened = openFile(call, place, flags, writing);
    }
    call.memory().i32(call.u32(8), call.process().add(opened));
  }

  private static WasiDescriptor openFile(Call call, Place place, int flags, boolean writing) {
    boolean creating = (flags & CREATE) != 0;
    boolean truncating = (flags & TRUNCATE) != 0;
    boolean changing = writing || truncating || creating && place.status().isEmpty();
    Folder folder = changing ? place.grant.changing() : place.grant.folder();
    if (creating && place.status().isEmpty()) {
      place.grant.take(WasiGrant.NEW_BYTES);
    }
    Creation creation =
        !creating
            ? Creation.NEVER
            : (flags & EXCLUSIVE) != 0 ? Creation.ALWAYS : Creation.IF_MISSING;
    DiskFile file = folder.open(place.below(), changing, creation);
    if (truncating) {
      file.truncate(0);
    }
    return new WasiDescriptor.OpenFile(
        file, place.grant, (call.i64(5) & READ) != 0, writing, (call.i32(7) & APPEND) != 0);
  }

  private static void createFolder(Call call) {
    Place place = place(call, 0, 1);
    Folder folder = place.grant.changing();
    place.grant.take(WasiGrant.NEW_BYTES);
    folder.createFolder(place.below());
  }

  private static void removeFolder(Call call) {
    Place place = place(call, 0, 1);
    place.grant.changing().deleteFolder(place.below());
  }

  private static void removeFile(Call call) {
    Place place = place(call, 0, 1);
    place.grant.changing().deleteFile(place.below());
  }

  private static void rename(Call call) {
    Place from = place(call, 0, 1);
    Place to = place(call, 3, 4);
    Folder folder = from.grant.changing();
    if (to.grant != from.grant) {
      throw WasiErrno.XDEV.failure();
    }
    folder.rename(from.below(), to.below());
  }

  private static void status(Call call) {
    Place place = place(call, 0, 2);
    Folder.Status status = place.grant.folder().status(place.names);
    if (status.kind() == Folder.Kind.LINK && (call.i32(1) & FOLLOW) != 0) {
      throw WasiErrno.LOOP.failure();
    }
    WasiFiles.writeStatus(
        call, call.u32(4), WasiFiles.type(status.kind()), status.size(), status.modifiedNanos());
  }
}
