package dev.odeon.host.wasi;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import dev.odeon.base.Folder;
import dev.odeon.base.LinearMemory;
import dev.odeon.host.HostCosts;
import dev.odeon.host.wasi.WasiFunction.Call;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The functions of WASI that are about open descriptors. */
final class WasiFiles {
  /** As much is read or written at once. */
  private static final int SLICE = 1 << 20;

  private static final int VECTORS_MAX = 1024;
  private static final int VECTOR_SIZE = 8;
  private static final int ENTRY_SIZE = 24;
  private static final int APPEND = 1;

  /** All rights that files have, and folders: what is granted is looked at in each call instead. */
  private static final long FILE_RIGHTS = 0x8e0_01ff;

  private static final long FOLDER_RIGHTS = 0x73f_fe00;
  private static final long INPUT_RIGHTS = 1L << 1 | 1L << 27;
  private static final long OUTPUT_RIGHTS = 1L << 6 | 1L << 27;

  private WasiFiles() {}

  static void addTo(Map<String, WasiFunction> functions) {
    functions.put("fd_advise", WasiFunction.of("iLLi", call -> file(call)));
    functions.put("fd_allocate", refused("iLL"));
    functions.put("fd_close", WasiFunction.of("i", call -> call.process().close(call.index(0))));
    functions.put("fd_datasync", WasiFunction.of("i", WasiFiles::sync));
    functions.put("fd_sync", WasiFunction.of("i", WasiFiles::sync));
    functions.put("fd_fdstat_get", WasiFunction.of("ii", WasiFiles::status));
    functions.put("fd_fdstat_set_flags", WasiFunction.of("ii", WasiFiles::setFlags));
    functions.put("fd_fdstat_set_rights", WasiFunction.of("iLL", WasiFiles::any));
    functions.put("fd_filestat_get", WasiFunction.of("ii", WasiFiles::fileStatus));
    functions.put("fd_filestat_set_size", WasiFunction.of("iL", WasiFiles::resize));
    functions.put("fd_filestat_set_times", refused("iLLi"));
    functions.put("fd_prestat_get", WasiFunction.of("ii", WasiFiles::granted));
    functions.put("fd_prestat_dir_name", WasiFunction.of("iii", WasiFiles::grantedName));
    functions.put("fd_read", WasiFunction.of("iiii", WasiFiles::read));
    functions.put("fd_pread", WasiFunction.of("iiiLi", WasiFiles::readAt));
    functions.put("fd_write", WasiFunction.of("iiii", WasiFiles::write));
    functions.put("fd_pwrite", WasiFunction.of("iiiLi", WasiFiles::writeAt));
    functions.put("fd_readdir", WasiFunction.of("iiiLi", WasiFiles::list));
    functions.put(
        "fd_renumber",
        WasiFunction.of("ii", call -> call.process().renumber(call.index(0), call.index(1))));
    functions.put("fd_seek", WasiFunction.of("iLii", WasiFiles::seek));
    functions.put(
        "fd_tell", WasiFunction.of("ii", call -> call.memory().i64(call.u32(1), file(call).at())));
  }

  private static WasiFunction refused(String parameters) {
    return WasiFunction.refused(parameters, WasiErrno.NOTSUP, WasiFiles::any);
  }

  /** What is written to a folder is durable with the disk's next commit, as far as we can tell. */
  private static void sync(Call call) {
    switch (any(call)) {
      case WasiDescriptor.OpenFile file -> file.file().sync();
      case WasiDescriptor.OpenFolder _ -> {}
      case WasiDescriptor.Input _, WasiDescriptor.Stream _ -> throw WasiErrno.INVAL.failure();
    }
  }

  private static void resize(Call call) {
    if (!(any(call) instanceof WasiDescriptor.OpenFile file)) {
      throw WasiErrno.INVAL.failure();
    }
    file.resize(call.i64(1));
  }

  private static WasiDescriptor.OpenFile file(Call call) {
    return call.process().file(call.index(0));
  }

  private static WasiDescriptor any(Call call) {
    return call.process().descriptor(call.index(0));
  }

  private static void status(Call call) {
    WasiDescriptor descriptor = any(call);
    LinearMemory memory = call.memory();
    long at = call.u32(1);
    boolean appending = descriptor instanceof WasiDescriptor.OpenFile file && file.appending();
    memory.i64(at, 0);
    memory.i8(at, (byte) descriptor.type());
    memory.i16(at + 2, (short) (appending ? APPEND : 0));
    long rights =
        switch (descriptor) {
          case WasiDescriptor.Input _ -> INPUT_RIGHTS;
          case WasiDescriptor.Stream _ -> OUTPUT_RIGHTS;
          case WasiDescriptor.OpenFile _ -> FILE_RIGHTS;
          case WasiDescriptor.OpenFolder _ -> FOLDER_RIGHTS;
        };
    memory.i64(at + 8, rights);
    memory.i64(
        at + 16, descriptor instanceof WasiDescriptor.OpenFolder ? FOLDER_RIGHTS | FILE_RIGHTS : 0);
  }

  private static void setFlags(Call call) {
    if (any(call) instanceof WasiDescriptor.OpenFile file) {
      file.append((call.i32(1) & APPEND) != 0);
    }
  }

  private static void fileStatus(Call call) {
    switch (any(call)) {
      case WasiDescriptor.OpenFile file -> {
        Folder.Status known = file.status().now();
        Folder.Status own =
            new Folder.Status(
                known.kind(), file.file().size(), known.modifiedNanos(), known.identity());
        writeStatus(call, call.u32(1), file.status().grant(), own);
      }
      case WasiDescriptor.OpenFolder folder ->
          writeStatus(
              call, call.u32(1), folder.grant(), folder.grant().folder().status(folder.path()));
      case WasiDescriptor.Input _, WasiDescriptor.Stream _ -> writeStatusOfStream(call);
    }
  }

  /** The three streams are of the time of the run, on a device of their own. */
  private static void writeStatusOfStream(Call call) {
    WasiDescriptor stream = any(call);
    long began = call.process().context().timeMillis() * 1_000_000;
    writeStatus(call, call.u32(1), 0, call.process().inode(stream), stream.type(), 0, began);
  }

  /** Writes what is known of a file in a folder. */
  static void writeStatus(Call call, long at, WasiGrant grant, Folder.Status status) {
    writeStatus(
        call,
        at,
        call.process().device(grant),
        call.process().inode(status.identity()),
        type(status.kind()),
        status.size(),
        status.modifiedNanos());
  }

  /** All times are that of the last change. */
  private static void writeStatus(
      Call call, long at, long device, long inode, int type, long size, long modifiedNanos) {
    LinearMemory memory = call.memory();
    memory.write(at, Bytes.wrap(new byte[64]));
    memory.i64(at, device);
    memory.i64(at + 8, inode);
    memory.i8(at + 16, (byte) type);
    memory.i64(at + 24, 1);
    memory.i64(at + 32, size);
    memory.i64(at + 40, modifiedNanos);
    memory.i64(at + 48, modifiedNanos);
    memory.i64(at + 56, modifiedNanos);
  }

  static int type(Folder.Kind kind) {
    return switch (kind) {
      case FILE -> WasiDescriptor.FILE;
      case FOLDER -> WasiDescriptor.FOLDER;
      case LINK -> WasiDescriptor.LINK;
      case OTHER -> WasiDescriptor.UNKNOWN;
    };
  }

  private static Bytes name(Call call) {
    if (any(call) instanceof WasiDescriptor.OpenFolder folder && folder.granted()) {
      return Bytes.utf8(folder.grant().name());
    }
    throw WasiErrno.BADF.failure();
  }

  private static void granted(Call call) {
    int size = name(call).size();
    call.memory().i32(call.u32(1), 0);
    call.memory().i32(call.u32(1) + 4, size);
  }

  private static void grantedName(Call call) {
    Bytes name = name(call);
    if (call.u32(2) < name.size()) {
      throw WasiErrno.NAMETOOLONG.failure();
    }
    call.memory().write(call.u32(1), name);
  }

  /** What is done with one piece of the guest's memory; answers how much of it was used. */
  private interface Piece {
    long use(long at, int size);
  }

  /**
   * Goes through the vectors that arguments 1 and 2 name, in slices, until one is not used up.
   * Answers how much was used.
   */
  private static long each(Call call, Piece piece) {
    long vectors = call.u32(2);
    if (vectors > VECTORS_MAX) {
      throw WasiErrno.INVAL.failure();
    }
    long done = 0;
    call.guest().spend(vectors * HostCosts.VECTOR);
    for (int i = 0; i < vectors; i++) {
      long vector = call.u32(1) + (long) i * VECTOR_SIZE;
      long at = Integer.toUnsignedLong(call.memory().i32(vector));
      long end = at + Integer.toUnsignedLong(call.memory().i32(vector + 4));
      while (at < end) {
        int size = (int) Math.min(SLICE, end - at);
        call.memory().i8(at + size - 1);
        long used = call.guest().stopping() ? 0 : piece.use(at, size);
        call.guest().spend(used * HostCosts.COPIED_BYTE);
        done += used;
        at += used;
        if (used < size) {
          return done;
        }
      }
    }
    return done;
  }

  private static void read(Call call) {
    long done =
        switch (any(call)) {
          case WasiDescriptor.Input input ->
              each(call, (at, size) -> put(call, at, input.next(size)));
          case WasiDescriptor.OpenFile file -> {
            long read =
                each(
                    call,
                    (at, size) -> {
                      Bytes content = file.read(file.at(), size);
                      file.seek(file.at() + content.size());
                      return put(call, at, content);
                    });
            yield read;
          }
          case WasiDescriptor.OpenFolder _ -> throw WasiErrno.ISDIR.failure();
          case WasiDescriptor.Stream _ -> throw WasiErrno.BADF.failure();
        };
    call.memory().i32(call.u32(3), (int) done);
  }

  private static long put(Call call, long at, Bytes content) {
    call.memory().write(at, content);
    return content.size();
  }

  private static void readAt(Call call) {
    WasiDescriptor.OpenFile file = file(call);
    long[] offset = {checkedOffset(call)};
    long done =
        each(
            call,
            (at, size) -> {
              Bytes content = file.read(offset[0], size);
              offset[0] += content.size();
              return put(call, at, content);
            });
    call.memory().i32(call.u32(4), (int) done);
  }

  private static void write(Call call) {
    long done =
        switch (any(call)) {
          case WasiDescriptor.Stream output ->
              each(
                  call,
                  (at, size) -> {
                    output.write(call.guest(), call.memory().read(at, size));
                    return size;
                  });
          case WasiDescriptor.OpenFile file ->
              each(
                  call,
                  (at, size) -> {
                    long offset = file.appending() ? file.file().size() : file.at();
                    file.write(offset, call.memory().read(at, size));
                    file.seek(offset + size);
                    return size;
                  });
          // Neither is open for writing.
          case WasiDescriptor.OpenFolder _, WasiDescriptor.Input _ ->
              throw WasiErrno.BADF.failure();
        };
    call.memory().i32(call.u32(3), (int) done);
  }

  private static void writeAt(Call call) {
    WasiDescriptor.OpenFile file = file(call);
    long[] offset = {checkedOffset(call)};
    long done =
        each(
            call,
            (at, size) -> {
              file.write(offset[0], call.memory().read(at, size));
              offset[0] += size;
              return size;
            });
    call.memory().i32(call.u32(4), (int) done);
  }

  private static long checkedOffset(Call call) {
    if (call.i64(3) < 0) {
      throw WasiErrno.INVAL.failure();
    }
    return call.i64(3);
  }

  private static void seek(Call call) {
    WasiDescriptor.OpenFile file = file(call);
    long base =
        switch (call.i32(2)) {
          case 0 -> 0;
          case 1 -> file.at();
          case 2 -> file.file().size();
          default -> throw WasiErrno.INVAL.failure();
        };
    long offset = base + call.i64(1);
    if (call.i64(1) > 0 && offset < base) {
      throw WasiErrno.INVAL.failure();
    }
    call.memory().i64(call.u32(3), file.seek(offset));
  }

  /** Writes entries from the cookie on; the last is cut where the guest's memory for it ends. */
  private static void list(Call call) {
    WasiDescriptor.OpenFolder folder = call.process().folder(call.index(0));
    long cookie = call.i64(3);
    if (cookie < 0) {
      throw WasiErrno.INVAL.failure();
    }
    List<Folder.Entry> entries = folder.entries(cookie == 0);
    call.guest().spend((cookie == 0 ? entries.size() : 1) * HostCosts.VECTOR);
    long at = call.u32(1);
    long end = at + call.u32(2);
    for (long i = cookie; i < entries.size() && at < end; i++) {
      Folder.Entry each = entries.get((int) i);
      Bytes entry = entry(each, i + 1, inode(call, folder, each.name()));
      Bytes fitting = entry.slice(0, (int) Math.min(entry.size(), end - at));
      at += put(call, at, fitting);
    }
    call.memory().i32(call.u32(4), (int) (at - call.u32(1)));
  }

  /** The number of what is called {@code name} in a folder; 0 if it is gone meanwhile. */
  private static long inode(Call call, WasiDescriptor.OpenFolder folder, String name) {
    call.guest().spend(HostCosts.VECTOR);
    List<String> path = new ArrayList<>(folder.path());
    if (name.equals("..")) {
      // Above the granted folder there is nothing: its parent is itself.
      path = path.subList(0, Math.max(0, path.size() - 1));
    } else if (!name.equals(".")) {
      path.add(name);
    }
    try {
      return call.process().inode(folder.grant().folder().status(path).identity());
    } catch (DiskException _) {
      return 0;
    }
  }

  private static Bytes entry(Folder.Entry entry, long next, long inode) {
    Bytes name = Bytes.utf8(entry.name());
    ByteBuffer head = ByteBuffer.allocate(ENTRY_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(0, next)
        .putLong(8, inode)
        .putInt(16, name.size())
        .put(20, (byte) type(entry.kind()));
    return Bytes.wrap(head.array()).plus(name);
  }
}
