package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies, byte by byte and changing nothing, the files that heads are signed with and the last
 * signed head: {@code keys/log.key}, {@code keys/log.pub}, {@code tree/heads/last}.
 */
public final class KeyVerifier {
  private static final String COPY = "put it back from a copy";

  private final Disk disk;
  private final Path home;
  private final List<Finding> findings = new ArrayList<>();

  private KeyVerifier(Disk disk, Path home) {
    this.disk = disk;
    this.home = home;
  }

  /** What is wrong with the keys and the last head of {@code home}; empty if nothing is. */
  public static List<Finding> verify(Disk disk, Path home) {
    KeyVerifier verifier = new KeyVerifier(disk, home);
    verifier.run();
    return List.copyOf(verifier.findings);
  }

  private void run() {
    Path folder = HeadSigner.keys(home);
    Path privateFile = folder.resolve(HeadKey.PRIVATE_FILE);
    Path publicFile = folder.resolve(HeadKey.PUBLIC_FILE);
    HeadKey signer =
        key(privateFile, text -> HeadKey.ofSignerKey(privateFile, text), HeadKey::signerKey);
    HeadKey verifier =
        key(publicFile, text -> HeadKey.parse(publicFile.toString(), text), HeadKey::verifierKey);
    if (signer != null && verifier != null && !signer.origin().equals(verifier.origin())) {
      report(publicFile, "it is not the public part of log.key", "put both back from a copy");
    }
    if (!disk.exists(privateFile) && disk.exists(publicFile)) {
      report(privateFile, "it is missing, and log.pub is there", COPY);
    }
    Path head = HeadSigner.lastFile(home);
    if (disk.exists(head)) {
      head(head, verifier == null ? signer : verifier);
      if (!disk.exists(privateFile) && !disk.exists(publicFile)) {
        report(publicFile, "it is missing, and a signed head is there", COPY);
      }
    }
  }

  /** Reads a key, as strictly as it is written; null if it cannot be. */
  private @Nullable HeadKey key(Path file, Parse parse, Line line) {
    try {
      Bytes text = disk.readAll(file);
      HeadKey key = parse.key(text.text().strip());
      if (text.equals(Bytes.utf8(line.of(key) + "\n"))) {
        return key;
      }
      report(file, "it is not the one line that was written", COPY);
    } catch (ChainException e) {
      report(file, "it is not a key of ours", COPY);
    } catch (DiskException e) {
      if (e.reason() != DiskException.Reason.MISSING) {
        report(file, "it cannot be read: " + e.getMessage(), COPY);
      }
    }
    return null;
  }

  private interface Parse {
    HeadKey key(String text);
  }

  private interface Line {
    String of(HeadKey key);
  }

  private void head(Path file, @Nullable HeadKey key) {
    if (key == null) {
      return;
    }
    try {
      Bytes note = disk.readAll(file);
      SignedHead head = SignedHead.parse(note);
      head.check(key);
      Bytes written = head.encoded(key);
      // Lines of other signers may follow.
      if (note.size() < written.size() || !note.slice(0, written.size()).equals(written)) {
        report(file, "it is not the note that was written", "delete it, or " + COPY);
      }
    } catch (ChainException | DiskException e) {
      report(file, String.valueOf(e.getMessage()), "delete it, or " + COPY);
    }
  }

  private void report(Path file, String what, String remedy) {
    findings.add(new Finding(home.relativize(file).toString(), what, remedy));
  }
}
