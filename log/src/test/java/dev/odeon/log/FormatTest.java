package dev.odeon.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Entropy;
import dev.odeon.base.Threads;
import dev.odeon.testkit.SimDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The vectors of {@code docs/formats/log.md}. */
class FormatTest {
  private static final Path PAGE = Path.of("..", "docs", "formats", "log.md");
  private static final Bytes HOME = Bytes.ofHex("000102030405060708090a0b0c0d0e0f");
  private static final Bytes SALT = Bytes.ofHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");

  private final SimDisk disk = new SimDisk(1);

  @Test
  void writesTheBytesOfTheFormatPage() throws IOException {
    try (Log log = open()) {
      append(log);
      // The next group fits into no rest of a segment: the first one ends.
      LogRecord large = Group.commit(Place.body(0, 60 << 10));
      new Group(Threads.system(), List.of(large)).into(log).await();
    }
    Bytes segment = disk.peek(Place.segment(1));
    assertVector("The first 128 bytes of the header:", segment.slice(0, 128));
    assertThat(segment.slice(128, 4096)).isEqualTo(Bytes.wrap(new byte[4096 - 128]));
    assertVector("The batch:", segment.slice(4096, 4096 + 64));
    assertVector(
        "had the segment ended after it:",
        disk.peek(Place.INDEX.resolve("0000000000000001.batches")));
  }

  @Test
  void readsTheBytesOfTheFormatPage() throws IOException {
    try (Log log = open()) {
      append(log);
    }
    disk.alter(Place.segment(1), 0, vector("The first 128 bytes of the header:"));
    disk.alter(Place.segment(1), 4096, vector("The batch:"));
    try (Log log = open()) {
      assertThat(log.read(LogPosition.START))
          .isEqualTo(new LogRecord(LogRecord.Kind.COMMIT, Bytes.utf8("abc")));
      assertThat(log.read(new LogPosition(1)))
          .isEqualTo(new LogRecord(LogRecord.Kind.CONTENT, Bytes.empty()));
      assertThat(log.end()).isEqualTo(new LogPosition(2));
    }
  }

  private static void append(Log log) {
    List<LogRecord> records =
        List.of(
            new LogRecord(LogRecord.Kind.COMMIT, Bytes.utf8("abc")),
            new LogRecord(LogRecord.Kind.CONTENT, Bytes.empty()));
    new Group(Threads.system(), records).into(log).await();
  }

  private Log open() {
    Entropy salt = target -> SALT.copyTo(target, 0);
    return Log.open(
        Place.SMALL,
        Place.LOG,
        Place.INDEX,
        HOME,
        disk,
        Clock.system(),
        salt,
        Threads.system(),
        List.of());
  }

  private static void assertVector(String title, Bytes actual) throws IOException {
    assertThat(actual.hex()).as(title).isEqualTo(vector(title).hex());
  }

  private static Bytes vector(String title) throws IOException {
    String rest = Files.readString(PAGE).split(title, 2)[1];
    String block = rest.split("```hex\n", 2)[1].split("```", 2)[0];
    return Bytes.ofHex(block.replaceAll("\\s", ""));
  }
}
