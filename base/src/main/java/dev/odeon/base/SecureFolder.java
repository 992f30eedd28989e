package dev.odeon.base;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A folder by way of {@code openat} and its kin, which Java has as secure directory streams. */
final class SecureFolder implements Folder {
  /** Each name takes a file descriptor while a path is walked. */
  private static final int NAMES_MAX = 100;

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final Path SELF = Path.of(".");
  private static final AtomicLong MADE = new AtomicLong();

  private final Path path;
  private final SecureDirectoryStream<Path> root;

  private SecureFolder(Path path, SecureDirectoryStream<Path> root) {
    this.path = path;
    this.root = root;
  }

  static Folder open(Path path) {
    try {
      DirectoryStream<Path> stream = Files.newDirectoryStream(path);
      if (stream instanceof SecureDirectoryStream<Path> secure) {
        return new SecureFolder(path, secure);
      }
      stream.close();
    } catch (IOException e) {
      throw failure(path, e);
    }
    throw new DiskException(
        DiskException.Reason.IO, path, "cannot be shared: this system does not keep anyone inside");
  }

  /** What is done within one folder of the walk. */
  private interface Step<T> {
    T run(SecureDirectoryStream<Path> folder) throws IOException;
  }

  @Override
  public DiskFile open(List<String> names, boolean writable, Creation creation) {
    Set<OpenOption> options = options(writable);
    switch (creation) {
      case NEVER -> {}
      case IF_MISSING -> options.add(StandardOpenOption.CREATE);
      case ALWAYS -> options.add(StandardOpenOption.CREATE_NEW);
    }
    return within(
        names,
        folder -> {
          Path name = last(names);
          // Opening a pipe would wait for its other end.
          checkRegular(folder, name);
          return new ChannelFile(
              path.resolve(String.join("/", names)),
              (FileChannel) folder.newByteChannel(name, options, OWNER_FILE),
              () -> reopened(names, writable));
        });
  }

  private FileChannel reopened(List<String> names, boolean writable) {
    return within(
        names,
        folder -> (FileChannel) folder.newByteChannel(last(names), options(writable), OWNER_FILE));
  }

  private static Set<OpenOption> options(boolean writable) {
    Set<OpenOption> options = new HashSet<>();
    options.add(LinkOption.NOFOLLOW_LINKS);
    options.add(StandardOpenOption.READ);
    if (writable) {
      options.add(StandardOpenOption.WRITE);
    }
    return options;
  }

  private void checkRegular(SecureDirectoryStream<Path> folder, Path name) throws IOException {
    BasicFileAttributes found;
    try {
      found = attributes(folder, name);
    } catch (IOException e) {
      if (failure(path, e).reason() == DiskException.Reason.MISSING) {
        return;
      }
      throw e;
    }
    switch (kind(found)) {
      case FILE -> SystemDisk.checkUnlocked(path.resolve(name), found);
      case FOLDER -> throw refused(DiskException.Reason.FOLDER, name, "is a folder");
      case LINK -> throw refused(DiskException.Reason.LINK, name, "is a symbolic link");
      case OTHER -> throw refused(DiskException.Reason.DENIED, name, "is not a regular file");
    }
  }

  private DiskException refused(DiskException.Reason reason, Path name, String what) {
    return new DiskException(reason, path.resolve(name), what);
  }

  @Override
  public Status status(List<String> names) {
    BasicFileAttributes known =
        names.isEmpty()
            ? within(
                List.of(),
                folder ->
                    folder.getFileAttributeView(BasicFileAttributeView.class).readAttributes())
            : within(names, folder -> attributes(folder, last(names)));
    return new Status(
        kind(known),
        known.size(),
        known.lastModifiedTime().to(TimeUnit.NANOSECONDS),
        known.fileKey());
  }

  @Override
  public List<Entry> list(List<String> names) {
    List<String> inside = new ArrayList<>(names);
    inside.add("");
    return within(
        inside,
        folder -> {
          List<Entry> entries = new ArrayList<>();
          // A stream gives its entries once, and that of the root serves many.
          try (SecureDirectoryStream<Path> fresh = folder.newDirectoryStream(SELF)) {
            for (Path each : fresh) {
              entries.add(
                  new Entry(each.getFileName().toString(), kind(fresh, each.getFileName())));
            }
          } catch (DirectoryIteratorException e) {
            throw e.getCause();
          }
          entries.sort(Comparator.comparing(Entry::name));
          return List.copyOf(entries);
        });
  }

  /** There is no {@code mkdirat} in Java: it is made in the root and moved to its place. */
  @Override
  public void createFolder(List<String> names) {
    within(
        names,
        folder -> {
          Path name = last(names);
          if (isThere(folder, name)) {
            throw refused(DiskException.Reason.EXISTS, name, "exists already");
          }
          Path made = makeInRoot();
          try {
            root.move(made, folder, name);
          } catch (IOException e) {
            root.deleteDirectory(made);
            throw e;
          }
          return name;
        });
  }

  private Path makeInRoot() throws IOException {
    String name =
        String.format(
            Locale.ROOT, ".odeon-new-%d-%d", ProcessHandle.current().pid(), MADE.incrementAndGet());
    Files.createDirectory(path.resolve(name), OWNER_FOLDER);
    return Path.of(name);
  }

  @Override
  public void deleteFile(List<String> names) {
    within(
        names,
        folder -> {
          folder.deleteFile(last(names));
          return names;
        });
  }

  @Override
  public void deleteFolder(List<String> names) {
    within(
        names,
        folder -> {
          folder.deleteDirectory(last(names));
          return names;
        });
  }

  @Override
  public void rename(List<String> from, List<String> to) {
    within(
        from,
        source ->
            within(
                to,
                target -> {
                  source.move(last(from), target, last(to));
                  return to;
                }));
  }

  @Override
  public void close() {
    try {
      root.close();
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  /** Runs {@code step} in the folder above the last of {@code names}. */
  private <T> T within(List<String> names, Step<T> step) {
    if (names.size() > NAMES_MAX) {
      throw new DiskException(
          DiskException.Reason.IO,
          path,
          String.format(Locale.ROOT, "is not searched deeper than %d", NAMES_MAX));
    }
    try {
      return within(root, names, 0, step);
    } catch (IOException e) {
      throw failure(path.resolve(String.join("/", names)), e);
    } catch (InvalidPathException e) {
      throw new DiskException(
          DiskException.Reason.MISSING, path, "can have no file of that name: " + e.getReason(), e);
    }
  }

  private static <T> T within(
      SecureDirectoryStream<Path> folder, List<String> names, int depth, Step<T> step)
      throws IOException {
    if (depth >= names.size() - 1) {
      return step.run(folder);
    }
    Path name = checked(names.get(depth));
    try (SecureDirectoryStream<Path> next =
        folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      return within(next, names, depth + 1, step);
    }
  }

  private static Path last(List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a path needs a name");
    }
    return checked(names.getLast());
  }

  private static Path checked(String name) {
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('/') >= 0
        || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("'" + name + "' is not a name in a folder");
    }
    return Path.of(name);
  }

  private static boolean isThere(SecureDirectoryStream<Path> folder, Path name) throws IOException {
    try {
      attributes(folder, name);
      return true;
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  private static BasicFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name)
      throws IOException {
    return folder
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  private static Kind kind(SecureDirectoryStream<Path> folder, Path name) {
    try {
      return kind(attributes(folder, name));
    } catch (IOException _) {
      // Gone meanwhile, or nothing that may be looked at.
      return Kind.OTHER;
    }
  }

  private static Kind kind(BasicFileAttributes attributes) {
    if (attributes.isRegularFile()) {
      return Kind.FILE;
    }
    if (attributes.isDirectory()) {
      return Kind.FOLDER;
    }
    return attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
  }

  private static DiskException failure(Path path, IOException cause) {
    String detail = DiskException.words(cause);
    if (cause instanceof DirectoryNotEmptyException || detail.contains("Directory not empty")) {
      return new DiskException(DiskException.Reason.NOT_EMPTY, path, "is not empty", cause);
    }
    if (detail.contains("symbolic links")) {
      return new DiskException(
          DiskException.Reason.LINK, path, "leads through a symbolic link", cause);
    }
    if (cause instanceof NotDirectoryException || detail.contains("Not a directory")) {
      return new DiskException(DiskException.Reason.NOT_A_FOLDER, path, "is not a folder", cause);
    }
    if (detail.contains("Is a directory")) {
      return new DiskException(DiskException.Reason.FOLDER, path, "is a folder", cause);
    }
    return SystemDisk.failure(path, "cannot be used", cause);
  }
}
