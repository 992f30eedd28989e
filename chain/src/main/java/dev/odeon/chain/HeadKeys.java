package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Entropy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files that keep the key of a home's heads: {@code keys/log.key} and {@code keys/log.pub}, and
 * {@code tree/heads/key}, a copy of the public key, by which a home knows that it has signed and as
 * whom. A key that is gone is never made anew by itself: a new key is a new origin.
 *
 * <p>The key that an origin names is whichever hashes to it, so it matters not which file it is
 * from.
 */
public final class HeadKeys {
  private static final String WHAT_TO_DO =
      "restore keys/ from a copy, or sign under a new identity";

  private final Disk disk;
  private final Path folder;
  private final Path privateFile;
  private final Path publicFile;
  private final Path copyFile;
  private final Path lastFile;

  private HeadKeys(Disk disk, Path home) {
    this.disk = disk;
    this.folder = home.resolve("keys");
    this.privateFile = folder.resolve(HeadKey.PRIVATE_FILE);
    this.publicFile = folder.resolve(HeadKey.PUBLIC_FILE);
    this.lastFile = HeadSigner.lastFile(home);
    this.copyFile = lastFile.resolveSibling("key");
  }

  /** Those of {@code home}, which need not be there. */
  public static HeadKeys of(Disk disk, Path home) {
    return new HeadKeys(disk, home);
  }

  /**
   * The key that the home signs with; made if the home never signed.
   *
   * @throws ChainException with {@link ChainException.Reason#KEY} if it is lost
   */
  HeadKey open(Entropy entropy) {
    problem()
        .ifPresent(line -> {
          throw new ChainException(ChainException.Reason.KEY, line);
        });
    HeadKey key = disk.exists(privateFile) ? readPrivate() : HeadKey.make(entropy);
    keep(key);
    return key;
  }

  /**
   * The key that signs as {@code origin}: the home's own or one that it had before. Empty if there
   * is none of that name.
   */
  public Optional<HeadKey> signer(String origin) {
    List<Path> files = new ArrayList<>(List.of(publicFile, copyFile));
    if (disk.exists(folder)) {
      disk.list(folder).stream()
          .filter(name -> name.contains(".pub"))
          .map(folder::resolve)
          .forEach(files::add);
    }
    return files.stream()
        .map(this::readOrNull)
        .filter(Objects::nonNull)
        .filter(key -> key.origin().equals(origin))
        .findFirst();
  }

  /** What keeps the home from signing, a line with what to do; empty if nothing does. */
  public Optional<String> problem() {
    try {
      return Optional.ofNullable(problemOrNull());
    } catch (ChainException e) {
      return Optional.of(e.getMessage() + ": " + WHAT_TO_DO);
    } catch (DiskException e) {
      return Optional.of("the keys cannot be read: " + e.getMessage() + "; " + WHAT_TO_DO);
    }
  }

  /**
   * Whether the private key is gone, a line as {@link #problem}: as far as it is known without
   * computing anything.
   */
  Optional<String> missing() {
    if (disk.exists(privateFile)) {
      return Optional.empty();
    }
    String known = identity();
    return known == null && !disk.exists(publicFile)
        ? Optional.empty()
        : Optional.of(
            "%s is missing: the home cannot sign%s any more; %s"
                .formatted(privateFile, known == null ? "" : " as " + known, WHAT_TO_DO));
  }

  private @Nullable String problemOrNull() {
    if (!disk.exists(privateFile)) {
      return missing().orElse(null);
    }
    String known = identity();
    HeadKey key = readPrivate();
    if (disk.exists(publicFile)) {
      HeadKey open = readOrNull(publicFile);
      if (open == null) {
        return "%s is damaged: delete it, it is made again from %s"
            .formatted(publicFile, HeadKey.PRIVATE_FILE);
      }
      if (!open.origin().equals(key.origin())) {
        return "%s is of %s, %s of %s: they are not a pair; %s"
            .formatted(publicFile, open.origin(), HeadKey.PRIVATE_FILE, key.origin(), WHAT_TO_DO);
      }
    }
    return known == null || known.equals(key.origin())
        ? null
        : "%s is of %s, but the home signs as %s: the home's key was replaced; %s"
            .formatted(privateFile, key.origin(), known, WHAT_TO_DO);
  }

  /** Whether the copy of the public key is damaged, which does not prevent signing: a line. */
  public Optional<String> damagedCopy() {
    return disk.exists(copyFile) && readOrNull(copyFile) == null
        ? Optional.of(copyFile + " is damaged: delete it, the next signed head makes it again")
        : Optional.empty();
  }

  /** The origin that the home signs as; null if it never signed, as far as its files show. */
  @Nullable String identity() {
    HeadKey copy = disk.exists(copyFile) ? readOrNull(copyFile) : null;
    if (copy != null) {
      return copy.origin();
    }
    try {
      return disk.exists(lastFile) ? SignedHead.parse(disk.readAll(lastFile)).origin() : null;
    } catch (ChainException _) {
      return null;
    }
  }

  /**
   * Makes a new key, whether there is one or not. What there is of the old one, and the last head
   * that it signed, is kept beside it under the name of its origin. Ended half-way, it can be done
   * again.
   */
  HeadKey replace(Entropy entropy) {
    String known = identity();
    HeadKey open = readOrNull(publicFile);
    String old = known != null ? known : open != null ? open.origin() : null;
    String tag = old == null ? "unknown" : old.substring(old.indexOf('/') + 1);
    disk.createFolders(folder);
    if (disk.exists(lastFile)) {
      disk.writeAtomically(free(lastFile, "last." + tag), disk.readAll(lastFile));
    }
    HeadKey copy = readOrNull(copyFile);
    if (copy != null && signerFile(copy) == null) {
      disk.writeAtomically(free(publicFile, "log." + tag + ".pub"), line(copy.verifierKey()));
    }
    HeadKey key = HeadKey.make(entropy);
    moveAside(privateFile, "log." + tag + ".key");
    moveAside(publicFile, "log." + tag + ".pub");
    disk.syncFolder(folder);
    keep(key);
    return key;
  }

  /** The file of the folder that has the public key; null if none has. */
  private @Nullable Path signerFile(HeadKey key) {
    return disk.list(folder).stream()
        .filter(name -> name.contains(".pub"))
        .map(folder::resolve)
        .filter(file -> {
          HeadKey found = readOrNull(file);
          return found != null && found.origin().equals(key.origin());
        })
        .findFirst()
        .orElse(null);
  }

  private void moveAside(Path file, String name) {
    if (disk.exists(file)) {
      disk.rename(file, free(file, name));
    }
  }

  /** A file beside {@code file} that is not there yet. */
  private Path free(Path file, String name) {
    Path free = file.resolveSibling(name);
    for (int i = 2; disk.exists(free); i++) {
      free = file.resolveSibling(name + "." + i);
    }
    return free;
  }

  /** Writes what is missing of the files of {@code key}; the private one first. */
  private void keep(HeadKey key) {
    disk.createFolders(folder);
    if (!disk.exists(privateFile)) {
      disk.writeAtomically(privateFile, line(key.signerKey()));
    }
    if (!disk.exists(publicFile)) {
      disk.writeAtomically(publicFile, line(key.verifierKey()));
    }
    HeadKey copy = disk.exists(copyFile) ? readOrNull(copyFile) : null;
    if (copy == null || !copy.origin().equals(key.origin())) {
      disk.createFolders(copyFile.resolveSibling(""));
      disk.writeAtomically(copyFile, line(key.verifierKey()));
    }
  }

  private static Bytes line(String text) {
    return Bytes.utf8(text + "\n");
  }

  private HeadKey readPrivate() {
    Bytes text = disk.readAll(privateFile);
    HeadKey key = HeadKey.ofSignerKey(privateFile, text.text().strip());
    if (!line(key.signerKey()).equals(text)) {
      throw new ChainException(
          ChainException.Reason.KEY,
          privateFile + " is damaged: it is not the line that was written");
    }
    return key;
  }

  /** The public key in a file; null if it is not, byte for byte, what was written. */
  private @Nullable HeadKey readOrNull(Path file) {
    try {
      Bytes text = disk.readAll(file);
      HeadKey key = HeadKey.parse(file.toString(), text.text().strip());
      return line(key.verifierKey()).equals(text) ? key : null;
    } catch (ChainException | DiskException _) {
      return null;
    }
  }
}
