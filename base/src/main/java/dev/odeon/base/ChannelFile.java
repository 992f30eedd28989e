package dev.odeon.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A file by way of its channel. The JDK closes a channel, for all who share it, when a thread is
 * interrupted in it: then it is opened again, the operation is repeated, and the interrupt is
 * pending afterwards. Each operation names its offset, so that repeating one changes nothing.
 *
 * <p>Any thread; {@code channel} is replaced under this object's monitor.
 */
final class ChannelFile implements DiskFile {
  private final Path path;
  private final Opener opener;
  private final @Nullable Object key;
  private volatile FileChannel channel;
  private boolean closed;

  /** Opens the file again, as it was opened. */
  interface Opener {
    FileChannel open() throws IOException;
  }

  /** Something done with the open channel. */
  private interface Step<T> {
    T run(FileChannel channel) throws IOException;
  }

  /** Takes over the open {@code channel}. */
  ChannelFile(Path path, FileChannel channel, Opener opener) {
    this.path = path;
    this.channel = channel;
    this.opener = opener;
    this.key = key(path);
  }

  /** What tells the file at {@code path} from another; null if that is unknown. */
  private static @Nullable Object key(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (IOException _) {
      return null;
    }
  }

  @Override
  public int read(long offset, ByteBuffer target) {
    int from = target.position();
    return whole("cannot be read at " + offset, open -> open.read(target.position(from), offset));
  }

  @Override
  public int write(long offset, ByteBuffer source) {
    int from = source.position();
    return whole(
        "cannot be written at " + offset, open -> open.write(source.position(from), offset));
  }

  @Override
  public void sync() {
    sync(false);
  }

  /** Syncs what is known of the file besides its content, too: for folders. */
  void syncAll() {
    sync(true);
  }

  private void sync(boolean all) {
    try {
      var _ =
          uninterrupted(open -> {
            open.force(all);
            return true;
          });
    } catch (ClosedChannelException e) {
      throw SystemDisk.failure(path, "cannot be synced", e);
    } catch (IOException e) {
      throw new DiskException(
          DiskException.Reason.SYNC, path, "cannot be synced: " + DiskException.words(e), e);
    }
  }

  @Override
  public long size() {
    return whole("cannot be measured", FileChannel::size);
  }

  @Override
  public void truncate(long size) {
    var _ = whole("cannot be cut to " + size, open -> open.truncate(size));
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      channel.close();
    } catch (IOException e) {
      throw SystemDisk.failure(path, "cannot be closed", e);
    }
  }

  private <T> T whole(String failed, Step<T> step) {
    try {
      return uninterrupted(step);
    } catch (IOException e) {
      throw SystemDisk.failure(path, failed, e);
    }
  }

  /** Runs the step until no interrupt gets in between; one that came is pending afterwards. */
  private <T> T uninterrupted(Step<T> step) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        FileChannel open = channel;
        try {
          return step.run(open);
        } catch (ClosedChannelException e) {
          interrupted |= Thread.interrupted();
          reopen(open, e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Opens the file again, unless another thread has, or it was closed on purpose. */
  private synchronized void reopen(FileChannel before, ClosedChannelException why)
      throws IOException {
    if (closed) {
      throw why;
    }
    if (channel == before) {
      FileChannel again = opener.open();
      if (key == null || !key.equals(key(path))) {
        again.close();
        throw new IOException("another file is in its place", why);
      }
      channel = again;
    }
  }
}
