package dev.odeon.base;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A disk in front of another one, which does all that is not done here. */
public interface ForwardingDisk extends Disk {
  /** The disk that does it. */
  Disk target();

  /** The path to use for {@code path}; called once for every path of every call. */
  default Path at(Path path) {
    return path;
  }

  @Override
  default DiskFile open(Path file, Mode mode) {
    return target().open(at(file), mode);
  }

  @Override
  default boolean exists(Path path) {
    return target().exists(at(path));
  }

  @Override
  default Optional<FileStatus> status(Path path) {
    return target().status(at(path));
  }

  @Override
  default Optional<FileIdentity> identity(Path path) {
    return target().identity(at(path));
  }

  @Override
  default Path realPath(Path path) {
    return target().realPath(at(path));
  }

  @Override
  default Optional<FileAccess> access(Path path) {
    return target().access(at(path));
  }

  @Override
  default void makePrivate(Path path) {
    target().makePrivate(at(path));
  }

  @Override
  default boolean isOwnSocket(Path path) {
    return target().isOwnSocket(at(path));
  }

  @Override
  default List<String> list(Path folder) {
    return target().list(at(folder));
  }

  @Override
  default void visit(Path folder, Consumer<String> visitor) {
    target().visit(at(folder), visitor);
  }

  @Override
  default void createFolders(Path folder) {
    target().createFolders(at(folder));
  }

  @Override
  default void rename(Path from, Path to) {
    target().rename(at(from), at(to));
  }

  @Override
  default void touch(Path file, long millis) {
    target().touch(at(file), millis);
  }

  @Override
  default void delete(Path path) {
    target().delete(at(path));
  }

  @Override
  default void syncFolder(Path folder) {
    target().syncFolder(at(folder));
  }

  @Override
  default AutoCloseable lock(Path file) {
    return target().lock(at(file));
  }

  @Override
  default OptionalLong openFilesMax() {
    return target().openFilesMax();
  }

  @Override
  default OptionalLong freeBytes(Path path) {
    return target().freeBytes(at(path));
  }

  @Override
  default void shareWithGroup(Path path, String group) {
    target().shareWithGroup(at(path), group);
  }
}
