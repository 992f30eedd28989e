package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.ProgressListener;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.StorePut;
import dev.odeon.protocol.StoreUpload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Stores what files and streams hold, of any size.
 *
 * @param backend who stores it
 * @param label a label for it, or null
 * @param replace whether the label points to nothing else afterwards
 * @param mediaType its media type, or null
 * @param store whose label
 */
public record ContentSender(
    Backend backend,
    @Nullable String label,
    boolean replace,
    @Nullable String mediaType,
    String store) {
  /** What is not larger is sent in one request. */
  private static final int SMALL = 1 << 20;

  private static final int PIECE = 4 << 20;

  /** Gives the next bytes, fewer than asked for only at the end. */
  private interface Pieces {
    byte[] next(int size) throws IOException;
  }

  /**
   * Stores what {@code stream} holds.
   *
   * @throws Failure if it cannot be read
   */
  public StorePut.Result put(InputStream stream, ProgressListener progress) {
    return put(stream::readNBytes, 0, progress);
  }

  /**
   * Stores the content of {@code file}, which is open and has the path {@code path}: the backend
   * reads it from there, unless it is small or the backend may not read it.
   *
   * @throws Failure if it cannot be read
   */
  public StorePut.Result put(DiskFile file, Path path, ProgressListener progress) {
    if (file.size() > SMALL) {
      try {
        String named = path.toAbsolutePath().normalize().toString();
        return backend.ask(
            new StorePut(null, named, null, label, replace, mediaType, store), progress);
      } catch (RequestException e) {
        if (e.code() != ErrorCode.FILE_NOT_FOUND) {
          throw e;
        }
      }
    }
    long[] at = new long[1];
    return put(
        size -> {
          byte[] piece = part(file, at[0], size);
          at[0] += piece.length;
          return piece;
        },
        file.size(),
        progress);
  }

  /** The next bytes to the end of the file, which may be further than its size says. */
  private static byte[] part(DiskFile file, long from, int size) {
    byte[] piece = new byte[size];
    int have = 0;
    for (int read = 0; read >= 0 && have < size; have += Math.max(0, read)) {
      read = file.read(from + have, ByteBuffer.wrap(piece, have, size - have));
    }
    return Arrays.copyOf(piece, have);
  }

  private StorePut.Result put(Pieces pieces, long size, ProgressListener progress) {
    byte[] first = read(pieces, SMALL + 1);
    if (first.length <= SMALL) {
      return backend.ask(
          new StorePut(Bytes.wrap(first), null, null, label, replace, mediaType, store));
    }
    String upload = null;
    for (byte[] piece = first; piece.length > 0; piece = read(pieces, PIECE)) {
      StoreUpload.Result taken = backend.ask(new StoreUpload(upload, Bytes.wrap(piece)));
      upload = taken.upload();
      progress.at(taken.size(), size);
    }
    return backend.ask(new StorePut(null, null, upload, label, replace, mediaType, store));
  }

  private static byte[] read(Pieces pieces, int size) {
    try {
      return pieces.next(size);
    } catch (IOException e) {
      throw Failure.failed("the content to store cannot be read: " + DiskException.words(e));
    }
  }
}
