package dev.odeon.service;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Folder;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.RequestException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** The policy that decides which files requests may make the server read with its own rights. */
public sealed interface ModuleFiles {
  /** Any file that the server can read. */
  record Anywhere() implements ModuleFiles {}

  /** Files in these folders only; neither links nor {@code ..} lead out of them. */
  record Within(List<Path> folders) implements ModuleFiles {
    /** Copies the list and makes the folders absolute. */
    public Within {
      folders = folders.stream().map(each -> each.toAbsolutePath().normalize()).toList();
    }
  }

  /** No files. */
  record Nowhere() implements ModuleFiles {}

  /** The longest path, in characters; Linux allows no longer one. */
  int PATH_MAX = 4096;

  /**
   * Reads the file {@code path}.
   *
   * @throws RequestException if the policy forbids it, it does not exist, or it is larger than
   *     {@code sizeMax} bytes
   */
  default Bytes read(String path, long sizeMax, Disk disk) {
    return reading(
        path,
        disk,
        file -> {
          int max = (int) Math.min(sizeMax, Integer.MAX_VALUE);
          Bytes all = file.size() > max ? null : file.readToEnd(max);
          if (all == null || all.size() > max) {
            throw new RequestException(
                ErrorCode.TOO_LARGE,
                String.format(
                    Locale.ROOT,
                    "%s has %,d bytes or more, and the limit is %,d",
                    path,
                    Math.max(file.size(), max + 1L),
                    sizeMax));
          }
          return all;
        });
  }

  /**
   * Returns the result of {@code work} on the file {@code path}, which is open only for that time.
   *
   * @throws RequestException if the policy forbids it, or it does not exist
   */
  default <T> T reading(String path, Disk disk, Function<DiskFile, T> work) {
    if (path.length() > PATH_MAX) {
      throw new RequestException(
          ErrorCode.FILE_NOT_FOUND,
          "a path has at most %d characters, not %d".formatted(PATH_MAX, path.length()));
    }
    try {
      Path file = Path.of(path).toAbsolutePath().normalize();
      return switch (this) {
        case Nowhere _ ->
            throw new RequestException(
                ErrorCode.FILE_NOT_FOUND,
                "this server reads no files: send what is in it, as module_base64 or content_base64");
        case Anywhere _ -> anywhere(file, disk, work);
        case Within(List<Path> folders) -> within(file, folders, work);
      };
    } catch (InvalidPathException e) {
      throw new RequestException(ErrorCode.FILE_NOT_FOUND, "'%s' is not a path".formatted(path));
    } catch (DiskException e) {
      throw new RequestException(
          ErrorCode.FILE_NOT_FOUND, "the file cannot be read: " + e.getMessage());
    }
  }

  private static <T> T anywhere(Path file, Disk disk, Function<DiskFile, T> work) {
    try (DiskFile open = disk.open(file, Disk.Mode.READ)) {
      return work.apply(open);
    }
  }

  private static <T> T within(Path file, List<Path> folders, Function<DiskFile, T> work) {
    Path folder =
        folders.stream()
            .filter(each -> file.startsWith(each) && !file.equals(each))
            .findFirst()
            .orElseThrow(() ->
                new RequestException(
                    ErrorCode.FILE_NOT_FOUND,
                    "this server reads files in %s, %s is not there".formatted(folders, file)));
    List<String> names =
        StreamSupport.stream(folder.relativize(file).spliterator(), false)
            .map(Path::toString)
            .toList();
    try (Folder inside = Folder.open(folder);
        DiskFile open = inside.open(names, false, Folder.Creation.NEVER)) {
      return work.apply(open);
    }
  }
}
