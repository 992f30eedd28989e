package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Checksum;
import dev.odeon.base.MalformedException;
import java.util.Optional;

/** The file {@code meta/<hash>}: {@code [1, created, media-type, size]} and a checksum. */
final class MetaFile {
  /** The most bytes of such a file. */
  static final int SIZE_MAX = 512;

  private static final int FORMAT = 1;

  private MetaFile() {}

  static Bytes encode(ContentRef ref, long createdMillis, String mediaType, long size) {
    Bytes content =
        new CborWriter()
            .array(4)
            .uint(FORMAT)
            .uint(Math.max(0, createdMillis))
            .text(mediaType)
            .uint(size)
            .toBytes();
    return Checksum.seal(ref.hex(), content);
  }

  /**
   * What {@code file} says of {@code ref}.
   *
   * @throws MalformedException if it is not what was written
   */
  static Metadata decode(ContentRef ref, Bytes file) {
    CborReader reader = new CborReader(Checksum.open(ref.hex(), file));
    reader.array(4);
    long format = reader.uint();
    if (format != FORMAT) {
      throw new MalformedException("its format is " + format + ", a newer Odeon may know it");
    }
    Metadata metadata = new Metadata(reader.uint(), Optional.of(reader.text()), reader.uint());
    reader.end();
    return metadata;
  }
}
