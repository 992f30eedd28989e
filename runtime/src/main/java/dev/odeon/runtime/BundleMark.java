package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Checksum;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.MalformedException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code bundle} of a home that is a copy of another one, by which a later copy into it
 * knows that it goes on from there: one line, {@code odeon-bundle 1 <id> <what>}, and its checksum.
 *
 * @param homeId the id of the home that was copied
 * @param what what is copied of it
 */
record BundleMark(Bytes homeId, What what) {
  /** The name of the file. */
  static final String FILE = "bundle";

  private static final Pattern LINE =
      Pattern.compile("odeon-bundle 1 ([0-9a-f]{32}) (all|chosen)\n");

  /** What of a home is copied. */
  enum What {
    /** Everything. */
    ALL,
    /** Chosen chains with their content. */
    CHOSEN;

    private String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Writes it into {@code bundle}. */
  void write(Disk disk, Path bundle) {
    Bytes line = Bytes.utf8("odeon-bundle 1 %s %s\n".formatted(homeId.hex(), what.word()));
    disk.writeAtomically(bundle.resolve(FILE), Checksum.sealLines(FILE, line));
  }

  /**
   * That of {@code bundle}.
   *
   * @throws HomeException if there is none, or it is damaged
   */
  static BundleMark read(Disk disk, Path bundle) {
    try {
      Bytes lines = Checksum.openLines(FILE, disk.readAll(bundle.resolve(FILE)));
      Matcher matcher = LINE.matcher(lines.text());
      if (matcher.matches()) {
        return new BundleMark(
            Bytes.ofHex(matcher.group(1)), matcher.group(2).equals("all") ? What.ALL : What.CHOSEN);
      }
      throw new MalformedException("it is not a line of this version");
    } catch (MalformedException e) {
      throw new HomeException(
          HomeException.Reason.DAMAGED,
          "the file %s is damaged: %s; name a new folder"
              .formatted(bundle.resolve(FILE), e.getMessage()),
          e);
    } catch (DiskException e) {
      throw new HomeException(
          HomeException.Reason.INACCESSIBLE,
          "%s is not empty and not a bundle of this home: name a new folder".formatted(bundle),
          e);
    }
  }
}
