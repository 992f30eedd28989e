package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.FileIdentity;
import dev.odeon.base.FolderIdentity;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who answers at a socket, and which home that server has open. Neither a path nor the id of the
 * home tells: a path means another folder once something was moved or mounted, and a copy has the
 * id of its original. The folder itself does.
 *
 * @param pid the server's process, for people: a number that others get after it
 * @param home where the home was when it was opened, for people
 * @param homeId the id that the home shares with its copies
 * @param folder which folder the home is
 */
public record ServerIdentity(long pid, String home, Bytes homeId, FolderIdentity folder) {
  /** Whether {@code folder} leads to the home that the server has open. */
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
          .make(in ->
              new ServerIdentity(
                  in.next(), in.next(), in.next(), new FolderIdentity(in.next(), in.next())));
}
