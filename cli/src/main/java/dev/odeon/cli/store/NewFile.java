package dev.odeon.cli.store;

import dev.odeon.base.Entropy;
import dev.odeon.cli.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A file that appears whole or not at all: what is written goes beside it, is synced and takes its
 * name. Closed before {@link #finish}, nothing is left of it.
 */
final class NewFile implements AutoCloseable {
  private final Path file;
  private final Path beside;
  private final FileChannel channel;
  private boolean finished;

  private NewFile(Path file, Path beside, FileChannel channel) {
    this.file = file;
    this.beside = beside;
    this.channel = channel;
  }

  /**
   * Refuses what cannot become a file, before anything is done for it.
   *
   * @throws Failure if it is a folder, or its folder is missing or cannot be written
   */
  static void requireWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw Failure.failed("-o " + file + " is a folder: name a file in it");
    }
    if (!Files.isDirectory(folder)) {
      throw Failure.failed("there is no folder " + folder + ": make it first");
    }
    if (!Files.isWritable(folder)) {
      throw Failure.failed("the folder " + folder + " cannot be written: check its rights");
    }
  }

  /** Begins what will be {@code file}. */
  static NewFile beside(Path file) throws IOException {
    Path folder = folderOf(file);
    Path beside = folder.resolve(".odeon-" + Entropy.system().bytes(8).hex() + ".part");
    return new NewFile(
        file.toAbsolutePath(),
        beside,
        FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  private static Path folderOf(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
  }

  OutputStream stream() {
    return Channels.newOutputStream(channel);
  }

  /** Makes it durable, and gives it its name. */
  void finish() throws IOException {
    channel.force(true);
    channel.close();
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    finished = true;
    try (FileChannel folder = FileChannel.open(folderOf(file), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (!finished) {
      Files.deleteIfExists(beside);
    }
  }
}
