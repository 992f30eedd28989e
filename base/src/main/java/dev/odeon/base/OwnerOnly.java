package dev.odeon.base;

import java.nio.file.Path;
import java.util.Optional;

/** Sees to it that a file or folder is what it should be, and its owner's alone. */
public final class OwnerOnly {
  private OwnerOnly() {}

  /**
   * Takes from others what rights they have to {@code path}. Nothing is done where there is
   * nothing, or where the disk knows no users.
   *
   * @param kind what it must be: a file or a folder
   * @return what it was, if rights were taken
   * @throws DiskException if it is something else, a symbolic link in its place, another user's, or
   *     the rights cannot be taken
   */
  public static Optional<FileAccess> require(Disk disk, Path path, Folder.Kind kind) {
    FileAccess found = disk.access(path).orElse(null);
    if (found == null) {
      return Optional.empty();
    }
    if (found.kind() == Folder.Kind.LINK) {
      throw new DiskException(
          DiskException.Reason.LINK,
          path,
          "is a symbolic link, which could lead anywhere: put what it leads to in its place");
    }
    if (found.kind() != kind) {
      throw kind == Folder.Kind.FOLDER
          ? new DiskException(
              DiskException.Reason.NOT_A_FOLDER, path, "is not a folder: move it away")
          : new DiskException(DiskException.Reason.FOLDER, path, "is not a file: move it away");
    }
    if (!found.own()) {
      throw new DiskException(
          DiskException.Reason.DENIED,
          path,
          "belongs to another user: run as that user, or give it to this one (chown)");
    }
    if (!found.isOpen()) {
      return Optional.empty();
    }
    disk.makePrivate(path);
    if (disk.access(path).map(FileAccess::isOpen).orElse(false)) {
      throw new DiskException(
          DiskException.Reason.DENIED,
          path,
          "can be used by others (mode %o), and this file system keeps it so: move it to another one"
              .formatted(found.mode()));
    }
    return Optional.of(found);
  }
}
