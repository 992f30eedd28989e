package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.FileIdentity;
import dev.odeon.base.FolderIdentity;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a server and of the home that it has open. A home's path or id cannot identify
 * it: a path leads to another folder after a move or a mount, and a copy has the id of its
 * original. The identity of the folder can.
 *
 * @param pid the server's process id, for people only: the system reuses it
 * @param home the home's path at the time it was opened, for people only
 * @param homeId the id that the home shares with its copies
 * @param folder the identity of the home's folder
 * @param version what the server was built as, for people; null from a server that does not say it
 */
public record ServerIdentity(
    long pid, String home, Bytes homeId, FolderIdentity folder, @Nullable String version) {
  /** Returns whether {@code folder} leads to the home that the server has open. */
  public boolean holds(Path folder, Disk disk) {
    return FolderIdentity.of(folder, disk).equals(Optional.of(this.folder));
  }

  private static final FieldKind<FileIdentity> FILE =
      FieldKind.TEXT.as("device:inode", FileIdentity::parse, FileIdentity::toString);

  static final FieldTable<ServerIdentity> FIELDS =
      FieldTable.<ServerIdentity>of()
          .required("pid", FieldKind.WHOLE, ServerIdentity::pid, "the server's process")
          .required(
              "home",
              FieldKind.TEXT,
              ServerIdentity::home,
              "where the home was when the server opened it")
          .required(
              "home_id",
              FieldKind.TEXT.as("hex digits", Bytes::ofHex, Bytes::hex),
              ServerIdentity::homeId,
              "the home's id, which copies have too")
          .required("folder", FILE, it -> it.folder.folder(), "device:inode of the home's folder")
          .nullable("lock", FILE, it -> it.folder.lock(), "device:inode of the file lock in it")
          .optional(
              "version",
              FieldKind.TEXT,
              ServerIdentity::version,
              "the server's version, its commit and its JDK")
          .make(in ->
              new ServerIdentity(
                  in.next(),
                  in.next(),
                  in.next(),
                  new FolderIdentity(in.next(), in.next()),
                  in.next()));
}
