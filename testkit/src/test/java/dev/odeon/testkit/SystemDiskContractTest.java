package dev.odeon.testkit;

import dev.odeon.base.Disk;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SystemDiskContractTest extends DiskContract {
  @TempDir private Path folder = Path.of("");

  @Override
  Disk disk() {
    return Disk.system();
  }

  @Override
  Path folder() {
    return folder;
  }
}
