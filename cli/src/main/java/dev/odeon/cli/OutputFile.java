package dev.odeon.cli;

import dev.odeon.base.DiskException;
import dev.odeon.base.Entropy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that a command writes because a person named it ({@code -o}).
 *
 * <p>A regular file appears whole or not at all: what is written goes beside it, is synced and
 * takes its name; closed before {@link #finish}, nothing is left of it and what was there stays.
 * The file that was there before gives it its mode, and its owner and group where this user may
 * give them. Symbolic links are followed to the file they lead to, which need not exist yet.
 *
 * <p>What is there and is no regular file, such as a pipe or a device, is written into.
 */
public final class OutputFile implements AutoCloseable {
  /** As many links a path may lead through on Linux. */
  private static final int LINKS_MAX = 40;

  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private final @Nullable Path beside;
  private final FileChannel channel;
  private boolean finished;

  private OutputFile(Path file, @Nullable Path beside, FileChannel channel) {
    this.file = file;
    this.beside = beside;
    this.channel = channel;
  }

  /** The file that an option names; null for standard output: not given, or {@code -}. */
  public static @Nullable Path of(@Nullable Path option) {
    return option == null || option.toString().equals("-") ? null : option;
  }

  /**
   * Refuses what cannot be written to, before anything is done for it.
   *
   * @throws Failure if it is a folder, or its folder is missing or cannot be written
   */
  public static void requireWritable(Path named) {
    Path file = target(named);
    Path folder = file.getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw Failure.failed("-o " + named + " is a folder: name a file in it");
    }
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw Failure.failed("-o " + named + " may not be written: check its rights");
    }
    if (isWrittenInto(file)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw Failure.failed("there is no folder " + folder + ": make it first");
    }
    if (!Files.isWritable(folder)) {
      throw Failure.failed("the folder " + folder + " cannot be written: check its rights");
    }
  }

  /**
   * Writes {@code named} by {@code content}.
   *
   * @throws Failure if it cannot be written
   */
  public static void write(Path named, Content content) {
    try (OutputFile made = open(named)) {
      content.writeTo(made.stream());
      made.finish();
    } catch (IOException e) {
      throw Failure.failed("cannot write %s: %s".formatted(named, DiskException.words(e)));
    }
  }

  /** What is written. */
  public interface Content {
    /** Writes all of it. */
    void writeTo(OutputStream out) throws IOException;
  }

  private static OutputFile open(Path named) throws IOException {
    Path file = target(named);
    if (isWrittenInto(file)) {
      // Of an open file, what others wrote through it stays.
      return new OutputFile(
          file,
          null,
          FileChannel.open(
              file,
              Files.isRegularFile(file) ? StandardOpenOption.APPEND : StandardOpenOption.WRITE));
    }
    Path beside = folderOf(file).resolve(".odeon-" + Entropy.system().bytes(8).hex() + ".part");
    beside.toFile().deleteOnExit(); // of a command that is interrupted
    return new OutputFile(
        file, beside, Files.exists(file) ? replacing(file, beside) : created(beside));
  }

  /** Where the links of {@code named} lead to, if it is one. */
  private static Path target(Path named) {
    Path file = named.toAbsolutePath();
    for (int i = 0; Files.isSymbolicLink(file) && !isWrittenInto(file); i++) {
      if (i == LINKS_MAX) {
        throw Failure.failed("-o " + named + ": its links lead in a circle");
      }
      try {
        file = file.resolveSibling(Files.readSymbolicLink(file));
      } catch (IOException e) {
        throw Failure.failed(
            "-o %s cannot be followed: %s".formatted(named, DiskException.words(e)));
      }
    }
    return file;
  }

  private static boolean isWrittenInto(Path file) {
    return Files.exists(file)
        && !Files.isDirectory(file)
        && (!Files.isRegularFile(file) || isOpenFile(file));
  }

  /** Whether it is a link that Linux makes for an open file, as behind {@code /dev/stdout}. */
  private static boolean isOpenFile(Path file) {
    try {
      return Files.isSymbolicLink(file) && folderOf(file).toRealPath().startsWith("/proc");
    } catch (IOException _) {
      return false;
    }
  }

  private static FileChannel created(Path beside) throws IOException {
    return FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** A file that nobody else can read before it has the mode and the owner of {@code file}. */
  private static FileChannel replacing(Path file, Path beside) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return created(beside);
    }
    Map<String, Object> before = Files.readAttributes(file, "unix:mode,uid,gid");
    FileChannel channel =
        FileChannel.open(
            beside,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER));
    try {
      give(beside, before, "gid");
      give(beside, before, "uid");
      Files.setAttribute(beside, "unix:mode", mode(before));
      return channel;
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(beside);
      throw e;
    }
  }

  private static int mode(Map<String, Object> attributes) {
    return (int) Objects.requireNonNull(attributes.get("mode")) & 0777;
  }

  private static void give(Path beside, Map<String, Object> before, String what)
      throws IOException {
    if (!Objects.equals(Files.getAttribute(beside, "unix:" + what), before.get(what))) {
      try {
        Files.setAttribute(beside, "unix:" + what, before.get(what));
      } catch (IOException _) {
        // Only the superuser may give files away.
      }
    }
  }

  private static Path folderOf(Path file) {
    return Objects.requireNonNull(file.getParent(), "a file is in a folder");
  }

  private OutputStream stream() {
    return Channels.newOutputStream(channel);
  }

  /** Makes it durable, and gives it its name. */
  private void finish() throws IOException {
    if (beside == null) {
      finished = true;
      channel.close();
      return;
    }
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
    if (!finished && beside != null) {
      Files.deleteIfExists(beside);
    }
  }
}
