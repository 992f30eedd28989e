package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.FileIdentity;
import dev.odeon.base.FolderIdentity;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  /** As it is answered. */
  public Facts facts() {
    return new Facts()
        .put("pid", pid)
        .put("home", home)
        .put("home_id", homeId.hex())
        .put("folder", folder.folder().toString())
        .put("lock", text(folder.lock()));
  }

  /**
   * Reads an answer.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ServerIdentity of(Facts facts) {
    return new ServerIdentity(
        facts.whole("pid"),
        facts.text("home"),
        Bytes.ofHex(facts.text("home_id")),
        new FolderIdentity(
            FileIdentity.parse(facts.text("folder")), FileIdentity.parse(facts.text("lock"))));
  }

  private static @Nullable String text(@Nullable FileIdentity identity) {
    return identity == null ? null : identity.toString();
  }
}
