package dev.odeon.base;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The machine's files, through {@link FileChannel}. Needs a POSIX file system. */
enum SystemDisk implements Disk {
  INSTANCE;

  /** What the mode of a file says of its kind. */
  private static final int KIND_BITS = 0170000;

  /** The soft limit of open files in {@code /proc/self/limits}. */
  private static final String OPEN_FILES = "Max open files";

  private static final int SOCKET_BITS = 0140000;
  private static final int LINK_BITS = 0120000;
  private static final int FILE_BITS = 0100000;
  private static final int FOLDER_BITS = 0040000;
  private static final int PERMISSION_BITS = 07777;

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /**
   * The keys of the files this process has locked. The system knows a lock by process and file:
   * closing any channel of a locked file would give its lock away, so none may be opened, by
   * whatever path.
   */
  private static final Set<Object> LOCKED = ConcurrentHashMap.newKeySet();

  /** The folders that this disk has synced into their parents. */
  private final Set<Path> durableFolders = ConcurrentHashMap.newKeySet();

  @Override
  public DiskFile open(Path file, Mode mode) {
    Set<OpenOption> options =
        switch (mode) {
          case READ -> {
            checkFile(file);
            yield Set.of(StandardOpenOption.READ);
          }
          case READ_PLAIN -> {
            checkPlain(file);
            yield Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
          }
          case WRITE -> {
            checkUnlocked(file);
            yield Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
          }
          case CREATE ->
              Set.of(
                  StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        };
    try {
      FileChannel channel = FileChannel.open(file, options, OWNER_FILE);
      return new ChannelFile(file, channel, () -> reopened(file, mode));
    } catch (IOException e) {
      throw failure(file, "cannot be opened", e);
    }
  }

  /** Opens a file again that was open in {@code mode}. */
  private static FileChannel reopened(Path file, Mode mode) throws IOException {
    return switch (mode) {
      case READ -> FileChannel.open(file, StandardOpenOption.READ);
      case READ_PLAIN ->
          FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
      case WRITE, CREATE ->
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    };
  }

  /** Opening a pipe would wait for a writer, so it is looked at first; links are followed. */
  private static void checkFile(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      if (found.isOther()) {
        throw new DiskException(
            DiskException.Reason.DENIED, file, "is not a file but a pipe, a device or a socket");
      }
      checkUnlocked(file, found);
    } catch (IOException e) {
      throw failure(file, "cannot be opened", e);
    }
  }

  /** The same where no link is followed. */
  private static void checkPlain(Path file) {
    try {
      BasicFileAttributes found =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!found.isRegularFile()) {
        throw new DiskException(
            DiskException.Reason.DENIED, file, "is not a plain file; links are not followed here");
      }
      checkUnlocked(file, found);
    } catch (IOException e) {
      throw failure(file, "cannot be opened", e);
    }
  }

  private static void checkUnlocked(Path file) {
    try {
      checkUnlocked(file, Files.readAttributes(file, BasicFileAttributes.class));
    } catch (IOException e) {
      throw failure(file, "cannot be opened", e);
    }
  }

  /** Refuses a file that this process has locked. */
  static void checkUnlocked(Path file, BasicFileAttributes found) {
    if (LOCKED.contains(found.fileKey())) {
      throw new DiskException(
          DiskException.Reason.LOCKED, file, "is locked by this process and cannot be opened");
    }
  }

  @Override
  public Optional<FileStatus> status(Path path) {
    try {
      BasicFileAttributes found =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      FileStatus.Kind kind =
          found.isRegularFile()
              ? FileStatus.Kind.FILE
              : found.isDirectory() ? FileStatus.Kind.FOLDER : FileStatus.Kind.OTHER;
      return Optional.of(new FileStatus(kind, found.size(), found.lastModifiedTime().toMillis()));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure(path, "cannot be looked up", e);
    }
  }

  @Override
  public Optional<FileAccess> access(Path path) {
    try {
      Map<String, Object> found =
          Files.readAttributes(path, "unix:mode,owner", LinkOption.NOFOLLOW_LINKS);
      int mode = (int) Objects.requireNonNull(found.get("mode"));
      Folder.Kind kind =
          switch (mode & KIND_BITS) {
            case FILE_BITS -> Folder.Kind.FILE;
            case FOLDER_BITS -> Folder.Kind.FOLDER;
            case LINK_BITS -> Folder.Kind.LINK;
            default -> Folder.Kind.OTHER;
          };
      return Optional.of(
          new FileAccess(kind, self().equals(found.get("owner")), mode & PERMISSION_BITS));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure(path, "cannot be looked up", e);
    }
  }

  @Override
  public void makePrivate(Path path) {
    try {
      PosixFileAttributeView view =
          Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      Set<PosixFilePermission> own = view.readAttributes().permissions();
      own.removeIf(permission -> !permission.name().startsWith("OWNER"));
      view.setPermissions(own);
    } catch (IOException e) {
      throw failure(path, "can be used by others, and its mode cannot be changed", e);
    }
  }

  @Override
  public Optional<FileIdentity> identity(Path path) {
    try {
      Map<String, Object> found = Files.readAttributes(path, "unix:dev,ino");
      return Optional.of(new FileIdentity(number(found, "dev"), number(found, "ino")));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure(path, "cannot be looked up", e);
    }
  }

  private static long number(Map<String, Object> attributes, String name) {
    return (long) Objects.requireNonNull(attributes.get(name), "every file has these");
  }

  @Override
  public Path realPath(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw failure(path, "cannot be looked up", e);
    }
  }

  @Override
  public boolean isOwnSocket(Path path) {
    try {
      int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return (mode & KIND_BITS) == SOCKET_BITS
          && Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(self());
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw failure(path, "cannot be looked up", e);
    }
  }

  /** The user of this process. */
  private static UserPrincipal self() throws IOException {
    Path process = Path.of("/proc/self");
    return Files.exists(process)
        ? Files.getOwner(process)
        : process
            .getFileSystem()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(System.getProperty("user.name"));
  }

  @Override
  public void visit(Path folder, Consumer<String> visitor) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        visitor.accept(entry.getFileName().toString());
      }
    } catch (IOException e) {
      throw failure(folder, "cannot be listed", e);
    } catch (DirectoryIteratorException e) {
      throw failure(
          folder, "cannot be listed", Objects.requireNonNull(e.getCause(), "it wraps one"));
    }
  }

  @Override
  public OptionalLong openFilesMax() {
    try {
      return Files.readAllLines(Path.of("/proc/self/limits")).stream()
          .filter(line -> line.startsWith(OPEN_FILES))
          .map(line -> line.substring(OPEN_FILES.length()).strip().split("\\s+")[0])
          .filter(number -> number.matches("\\d{1,18}"))
          .mapToLong(Long::parseLong)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public OptionalLong freeBytes(Path path) {
    try {
      return OptionalLong.of(Files.getFileStore(path).getUsableSpace());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void shareWithGroup(Path path, String group) {
    try {
      // Without following links the JDK would open the file, which a socket cannot be.
      PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
      view.setGroup(
          path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group));
      view.setPermissions(PosixFilePermissions.fromString("rw-rw----"));
    } catch (UserPrincipalNotFoundException e) {
      throw new DiskException(
          DiskException.Reason.MISSING,
          path,
          "cannot be given to the group %s: there is no such group".formatted(group));
    } catch (IOException e) {
      throw failure(
          path,
          "cannot be given to the group %s, of which this user must be a member".formatted(group),
          e);
    }
  }

  @Override
  public void touch(Path file, long millis) {
    try {
      Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(FileTime.fromMillis(millis), null, null);
    } catch (IOException e) {
      throw failure(file, "cannot be touched", e);
    }
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public List<String> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw failure(folder, "cannot be listed", e);
    }
  }

  @Override
  public void createFolders(Path folder) {
    Path place = folder.toAbsolutePath();
    Path parent = place.getParent();
    if (Files.isDirectory(folder)) {
      if (parent != null && !durableFolders.contains(place)) {
        settle(place, parent);
      }
      return;
    }
    if (parent != null) {
      createFolders(parent);
    }
    try {
      Files.createDirectory(folder, OWNER_FOLDER);
    } catch (FileAlreadyExistsException e) {
      // Another thread may have made it in between; a file in its place is in the way.
      if (!Files.isDirectory(folder)) {
        throw failure(folder, "cannot be made", e);
      }
    } catch (IOException e) {
      throw failure(folder, "cannot be made", e);
    }
    if (parent != null) {
      syncFolder(parent);
      durableFolders.add(place);
    }
  }

  /** Syncs a folder into its parent; if that cannot be opened now, the next call tries again. */
  private void settle(Path folder, Path parent) {
    try {
      syncFolder(parent);
      durableFolders.add(folder);
    } catch (DiskException e) {
      if (e.reason() == DiskException.Reason.SYNC) {
        throw e;
      }
    }
  }

  @Override
  public void rename(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failure(from, "cannot be renamed to " + to.getFileName(), e);
    }
  }

  @Override
  public void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw failure(path, "cannot be removed", e);
    }
  }

  @Override
  public void syncFolder(Path folder) {
    // Linux lets a folder be opened for reading and synced; the JDK has no other way to do it.
    ChannelFile opened;
    try {
      FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ);
      opened = new ChannelFile(folder, channel, () -> reopened(folder, Mode.READ));
    } catch (IOException e) {
      throw failure(folder, "cannot be opened to be synced", e);
    }
    try (opened) {
      opened.syncAll();
    }
  }

  @Override
  public AutoCloseable lock(Path file) {
    Path real = existing(file);
    Object key = key(real);
    if (!LOCKED.add(key)) {
      throw new DiskException(
          DiskException.Reason.LOCKED, file, "is locked by another part of this process");
    }
    try {
      return locked(file, real, key);
    } catch (IOException e) {
      LOCKED.remove(key);
      throw failure(file, "cannot be locked", e);
    } catch (DiskException e) {
      LOCKED.remove(key);
      throw e;
    }
  }

  /** An open folder keeps its inode, as an open file does. */
  private static AutoCloseable locked(Path file, Path real, Object key) throws IOException {
    DirectoryStream<Path> folder = Files.newDirectoryStream(real.getParent());
    try {
      FileChannel channel = lockedChannel(file, real);
      return () -> unlock(channel, folder, key);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static FileChannel lockedChannel(Path file, Path real) throws IOException {
    FileChannel channel = FileChannel.open(real, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new DiskException(DiskException.Reason.LOCKED, file, "is locked by another process");
  }

  private static void unlock(FileChannel channel, DirectoryStream<Path> folder, Object key)
      throws IOException {
    if (channel.isOpen()) {
      try (folder) {
        channel.close();
      }
      LOCKED.remove(key);
    }
  }

  private static Object key(Path file) {
    try {
      return Objects.requireNonNull(
          Files.readAttributes(file, BasicFileAttributes.class).fileKey(), "POSIX has file keys");
    } catch (IOException e) {
      throw failure(file, "cannot be locked", e);
    }
  }

  /** The one path of {@code file}, which is made if need be. */
  private static Path existing(Path file) {
    try {
      if (!Files.exists(file)) {
        Files.createFile(file, OWNER_FILE);
      }
    } catch (FileAlreadyExistsException _) {
      // Somebody else was faster, which is as good.
    } catch (IOException e) {
      throw failure(file, "cannot be made", e);
    }
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw failure(file, "cannot be locked", e);
    }
  }

  static DiskException failure(Path path, String what, IOException cause) {
    String detail = DiskException.words(cause);
    return switch (cause) {
      case NoSuchFileException _ ->
          new DiskException(DiskException.Reason.MISSING, path, "does not exist", cause);
      case FileAlreadyExistsException _ ->
          new DiskException(DiskException.Reason.EXISTS, path, "exists already", cause);
      case AccessDeniedException _ ->
          new DiskException(DiskException.Reason.DENIED, path, what + ": permission denied", cause);
      default -> new DiskException(reason(detail), path, what + ": " + words(detail), cause);
    };
  }

  /** What the system says, and what to do about it where it does not say so. */
  private static String words(String detail) {
    return reason(detail) == DiskException.Reason.TOO_MANY_OPEN
        ? "too many open files: raise the limit (ulimit -n), or close connections"
        : detail;
  }

  private static DiskException.Reason reason(String detail) {
    if (detail.contains("No space left") || detail.contains("quota exceeded")) {
      return DiskException.Reason.FULL;
    }
    if (detail.contains("Too many open files")) {
      return DiskException.Reason.TOO_MANY_OPEN;
    }
    return detail.contains("Read-only file system")
        ? DiskException.Reason.READ_ONLY
        : DiskException.Reason.IO;
  }
}
