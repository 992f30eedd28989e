package dev.odeon.server;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Folder;
import dev.odeon.protocol.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** Which files a server reads modules from, with its own rights. */
public sealed interface ModuleFiles {
  /** Any that it can read. */
  record Anywhere() implements ModuleFiles {}

  /** Those in these folders, out of which no link and no {@code ..} leads. */
  record Within(List<Path> folders) implements ModuleFiles {
    /** Copies, and makes them absolute. */
    public Within {
      folders = folders.stream().map(each -> each.toAbsolutePath().normalize()).toList();
    }
  }

  /** None. */
  record Nowhere() implements ModuleFiles {}

  /** Reads the file {@code path} of at most {@code sizeMax} bytes. */
  default Bytes read(String path, long sizeMax, Disk disk) {
    try {
      Path file = Path.of(path).toAbsolutePath().normalize();
      return switch (this) {
        case Nowhere _ ->
            throw new RefusedException(
                ErrorCode.FILE_NOT_FOUND,
                "this server reads no files: send the module as module_base64");
        case Anywhere _ -> anywhere(file, sizeMax, disk);
        case Within(List<Path> folders) -> within(file, folders, sizeMax);
      };
    } catch (InvalidPathException e) {
      throw new RefusedException(ErrorCode.FILE_NOT_FOUND, "'%s' is no path".formatted(path));
    } catch (DiskException e) {
      throw new RefusedException(
          ErrorCode.FILE_NOT_FOUND, "the module cannot be read: " + e.getMessage());
    }
  }

  private static Bytes anywhere(Path file, long sizeMax, Disk disk) {
    try (DiskFile open = disk.open(file, Disk.Mode.READ)) {
      return read(file, open, sizeMax);
    }
  }

  private static Bytes within(Path file, List<Path> folders, long sizeMax) {
    Path folder =
        folders.stream()
            .filter(each -> file.startsWith(each) && !file.equals(each))
            .findFirst()
            .orElseThrow(() ->
                new RefusedException(
                    ErrorCode.FILE_NOT_FOUND,
                    "this server reads modules in %s, %s is not there".formatted(folders, file)));
    List<String> names =
        StreamSupport.stream(folder.relativize(file).spliterator(), false)
            .map(Path::toString)
            .toList();
    try (Folder inside = Folder.open(folder);
        DiskFile open = inside.open(names, false, Folder.Creation.NEVER)) {
      return read(file, open, sizeMax);
    }
  }

  private static Bytes read(Path file, DiskFile open, long sizeMax) {
    long size = open.size();
    if (size > sizeMax) {
      throw new RefusedException(
          ErrorCode.TOO_LARGE,
          "%s has %,d bytes, and the limit is %,d".formatted(file, size, sizeMax));
    }
    ByteBuffer all = ByteBuffer.allocate((int) size);
    open.readFully(0, all);
    return Bytes.wrap(all.array());
  }
}
