package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.base.Threads;
import dev.odeon.chain.HistoryVisitor;
import dev.odeon.chain.SignedHead;
import dev.odeon.chain.verify.Verifier;
import dev.odeon.chain.verify.VerifyReport;
import dev.odeon.runtime.HomeReport;
import dev.odeon.runtime.HomeVerifier;
import dev.odeon.runtime.actor.Actors;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Looks at a home from outside: its files alone, whether it opens or not. */
public final class HomeCheck {
  private HomeCheck() {}

  /**
   * Verifies the whole log of {@code home}.
   *
   * @param head the note of a signed head that was kept elsewhere, or null
   */
  public static VerifyReport all(Path home, @Nullable Bytes head) {
    return Verifier.verify(
        Disk.system(),
        Threads.system(),
        home,
        id(home),
        head == null ? null : SignedHead.parse(head),
        HistoryVisitor.NONE);
  }

  /**
   * Verifies as much of {@code home} as {@code scope} says, telling how far it is.
   *
   * @param head the note of a signed head that was kept elsewhere, or null
   */
  public static HomeReport home(Console console, HomeVerifier.Scope scope, @Nullable Bytes head) {
    try (ProgressLine blocks = console.progress("verifying the log: blocks");
        ProgressLine contents = console.progress("verifying the store: blobs")) {
      return HomeVerifier.verify(
          Ports.system(),
          console.home(),
          scope,
          head == null ? null : SignedHead.parse(head),
          done -> blocks.at(done, 0),
          done -> contents.at(done, 0));
    }
  }

  /** Verifies the chain of {@code key} alone. */
  static VerifyReport chain(Path home, Key key) {
    id(home);
    return Verifier.verify(Disk.system(), Threads.system(), home, key);
  }

  /**
   * The id of a home: what its log's segments name.
   *
   * @throws dev.odeon.runtime.HomeException if it is of a format that this Odeon does not know
   */
  public static Bytes id(Path home) {
    return Actors.homeId(home, Disk.system());
  }
}
