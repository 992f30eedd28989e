package dev.odeon.host.wasi;

import dev.odeon.base.Folder;

/**
 * A folder that a WASI command may use.
 *
 * @param name what the guest calls it, such as {@code /data}
 * @param folder the folder itself; whoever opened it closes it
 * @param writtenBytesMax by how much one run may make what is in it grow or rewrite it, in bytes,
 *     each new file or folder counting 4 KiB; 0 for reading only
 */
public record WasiFolder(String name, Folder folder, long writtenBytesMax) {
  /** A folder under a name. */
  public WasiFolder {
    if (name.isEmpty() || name.indexOf('\0') >= 0 || writtenBytesMax < 0) {
      throw new IllegalArgumentException(
          "a folder needs a name and a limit of 0 or more: '%s', %d"
              .formatted(name, writtenBytesMax));
    }
  }
}
