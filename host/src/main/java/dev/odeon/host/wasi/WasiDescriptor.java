package dev.odeon.host.wasi;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Folder;
import dev.odeon.engine.Instance;
import dev.odeon.host.TailBuffer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a file descriptor of a run stands for. */
sealed interface WasiDescriptor {
  /** The file types of WASI. */
  int UNKNOWN = 0;

  int FOLDER = 3;
  int FILE = 4;
  int LINK = 7;

  /** Its file type. */
  int type();

  /** Gives back what it holds. */
  default void close() {}

  /** Standard input. */
  final class Input implements WasiDescriptor {
    private final Bytes content;
    private int at;

    Input(Bytes content) {
      this.content = content;
    }

    /** The next bytes, at most {@code size}; none at the end. */
    Bytes next(int size) {
      int from = at;
      at += Math.min(size, content.size() - at);
      return content.slice(from, at);
    }

    @Override
    public int type() {
      return UNKNOWN;
    }
  }

  /** Standard output or error. */
  sealed interface Stream extends WasiDescriptor {
    /** Takes what the guest writes, or ends its run. */
    void write(Instance guest, Bytes bytes);

    /** What is kept of it. */
    Bytes content();

    @Override
    default int type() {
      return UNKNOWN;
    }
  }

  /** Standard output, within the output limit. */
  final class Output implements Stream {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream(0);

    @Override
    public void write(Instance guest, Bytes bytes) {
      guest.checkOutput((long) content.size() + bytes.size());
      content.writeBytes(bytes.toArray());
    }

    @Override
    public Bytes content() {
      return Bytes.wrap(content.toByteArray());
    }
  }

  /** Standard error, of which the end is kept. */
  final class Errors implements Stream {
    private final TailBuffer content = new TailBuffer();

    @Override
    public void write(Instance guest, Bytes bytes) {
      content.append(bytes);
    }

    @Override
    public Bytes content() {
      return content.content();
    }
  }

  /** An open file. */
  final class OpenFile implements WasiDescriptor {
    private final DiskFile file;
    private final WasiFileStatus status;
    private final boolean readable;
    private final boolean writable;
    private boolean appending;
    private long at;

    OpenFile(
        DiskFile file,
        WasiFileStatus status,
        boolean readable,
        boolean writable,
        boolean appending) {
      this.file = file;
      this.status = status;
      this.readable = readable;
      this.writable = writable;
      this.appending = appending;
    }

    boolean writable() {
      return writable;
    }

    boolean appending() {
      return appending;
    }

    void append(boolean always) {
      appending = always;
    }

    DiskFile file() {
      return file;
    }

    WasiFileStatus status() {
      return status;
    }

    long at() {
      return at;
    }

    /** Moves to {@code offset}, which must not be negative. */
    long seek(long offset) {
      if (offset < 0) {
        throw WasiErrno.INVAL.failure();
      }
      at = offset;
      return at;
    }

    /** Up to {@code size} bytes from {@code offset}; fewer at the end. */
    Bytes read(long offset, int size) {
      if (!readable) {
        throw WasiErrno.BADF.failure();
      }
      ByteBuffer target = ByteBuffer.allocate(size);
      while (target.hasRemaining() && file.read(offset + target.position(), target) > 0) {
        // A read may give less than there is.
      }
      return Bytes.copyOf(target.array(), 0, target.position());
    }

    /** Writes at {@code offset}, within what the grant has left. */
    void write(long offset, Bytes content) {
      if (!writable) {
        throw WasiErrno.BADF.failure();
      }
      if (offset < 0 || offset > Long.MAX_VALUE - content.size()) {
        throw WasiErrno.FBIG.failure();
      }
      status.grant().take(Math.max(content.size(), offset + content.size() - file.size()));
      file.writeFully(offset, content.buffer());
    }

    /** Cuts the file, or fills it with zeros, to {@code size}. */
    void resize(long size) {
      if (!writable) {
        throw WasiErrno.BADF.failure();
      }
      long before = file.size();
      if (size < 0) {
        throw WasiErrno.INVAL.failure();
      }
      status.grant().take(Math.max(0, size - before));
      if (size > before) {
        file.writeFully(size - 1, ByteBuffer.allocate(1));
      } else {
        file.truncate(size);
      }
    }

    @Override
    public int type() {
      return FILE;
    }

    @Override
    public void close() {
      file.close();
    }
  }

  /** A folder: a granted one, or one in it. */
  final class OpenFolder implements WasiDescriptor {
    private final WasiGrant grant;
    private List<String> path;
    private final boolean granted;

    /** What was in it when the guest began to list it. */
    private @Nullable List<Folder.Entry> listed;

    OpenFolder(WasiGrant grant, List<String> path, boolean granted) {
      this.grant = grant;
      this.path = List.copyOf(path);
      this.granted = granted;
    }

    WasiGrant grant() {
      return grant;
    }

    List<String> path() {
      return path;
    }

    /** Something in {@code of} has another name from now on. */
    void renamed(WasiGrant of, List<String> from, List<String> to) {
      if (of == grant) {
        path = WasiFileStatus.renamed(path, from, to);
      }
    }

    /** Whether it is the granted folder itself, which has a name. */
    boolean granted() {
      return granted;
    }

    /** What is in it, {@code .} and {@code ..} first; looked up again if listed from the start. */
    List<Folder.Entry> entries(boolean again) {
      List<Folder.Entry> known = listed;
      if (known == null || again) {
        known = new ArrayList<>();
        known.add(new Folder.Entry(".", Folder.Kind.FOLDER));
        known.add(new Folder.Entry("..", Folder.Kind.FOLDER));
        known.addAll(grant.folder().list(path));
        listed = known;
      }
      return known;
    }

    @Override
    public int type() {
      return FOLDER;
    }
  }
}
