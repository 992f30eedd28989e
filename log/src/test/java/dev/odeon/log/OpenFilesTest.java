package dev.odeon.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk.Mode;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.SimDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenFilesTest {
  private static final Path HOME = Path.of("/home");
  private static final int COUNT = 12;

  private final SimDisk disk = new SimDisk(1);
  private final OpenFiles files = new OpenFiles(disk, 3);

  @BeforeEach
  void write() {
    disk.createFolders(HOME);
    for (int i = 0; i < COUNT; i++) {
      try (DiskFile file = disk.open(path(i), Mode.CREATE)) {
        file.writeFully(0, Bytes.utf8("file " + i).buffer());
      }
    }
  }

  @Test
  void readsManyFilesWithFewOpen() {
    List<DiskFile> all = openAll();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < COUNT; i++) {
        assertThat(text(all.get(i))).isEqualTo("file " + i);
        assertThat(files.count()).isLessThanOrEqualTo(3);
      }
    }
    all.forEach(DiskFile::close);
    assertThat(files.count()).isZero();
    assertThatExceptionOfType(DiskException.class).isThrownBy(() -> text(all.getFirst()));
  }

  @Test
  void keepsOpenWhatIsWrittenUntilItIsSealed() {
    DiskFile written = files.open(HOME.resolve("new"), Mode.CREATE);
    written.writeFully(0, Bytes.utf8("new").buffer());
    List<DiskFile> all = openAll();
    disk.faults(Fault.noDescriptors());
    written.writeFully(0, Bytes.utf8("old").buffer());
    written.sync();
    disk.faults(Fault.none());

    OpenFiles.sealed(written);
    all.forEach(OpenFilesTest::text);
    assertThat(files.count()).isLessThanOrEqualTo(3);
    assertThat(text(written)).isEqualTo("old");
  }

  @Test
  void failsWhatCannotBeOpenedAgainNowAndReadsItLater() {
    List<DiskFile> all = openAll();
    disk.faults(Fault.noDescriptors());

    assertThatExceptionOfType(DiskException.class)
        .isThrownBy(() -> text(all.getFirst()))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(DiskException.Reason.TOO_MANY_OPEN));
    disk.faults(Fault.none());
    assertThat(text(all.getFirst())).isEqualTo("file 0");
  }

  @Test
  void givesUpAFileOfItsOwnForTheOneThatIsNeeded() {
    List<DiskFile> all = openAll();
    int before = files.count();
    assertThat(before).isEqualTo(3);
    boolean[] refused = {false};
    disk.faults(operation -> {
      boolean first = operation.kind().opens() && !refused[0];
      refused[0] |= first;
      return first ? new Fault.Verdict.Fail(DiskException.Reason.TOO_MANY_OPEN) : Fault.PROCEED;
    });

    assertThat(text(all.getFirst())).isEqualTo("file 0");
    assertThat(refused[0]).isTrue();
    assertThat(files.count()).isEqualTo(before);
  }

  private List<DiskFile> openAll() {
    List<DiskFile> all = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      all.add(files.open(path(i), Mode.READ));
    }
    return all;
  }

  private static Path path(int number) {
    return HOME.resolve("f" + number);
  }

  private static String text(DiskFile file) {
    ByteBuffer all = ByteBuffer.allocate((int) file.size());
    file.readFully(0, all);
    return Bytes.wrap(all.array()).text();
  }
}
