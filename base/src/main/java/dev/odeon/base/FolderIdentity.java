package dev.odeon.base;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which folder something is that a process can hold: the folder itself, and the file whose lock
 * holds it. A copy differs in both, one made of hard links in the folder alone, and a folder whose
 * files were replaced in the lock alone.
 *
 * @param folder the folder
 * @param lock the file {@link HeldFolder#LOCK} in it, or null if there is none
 */
public record FolderIdentity(FileIdentity folder, @Nullable FileIdentity lock) {
  /** That of the folder that {@code path} leads to; empty if there is none. */
  public static Optional<FolderIdentity> of(Path path, Disk disk) {
    return disk.identity(path)
        .map(folder ->
            new FolderIdentity(folder, disk.identity(path.resolve(HeldFolder.LOCK)).orElse(null)));
  }
}
