package dev.odeon.testkit;

import dev.odeon.base.Disk;
import java.nio.file.Path;

class SimDiskContractTest extends DiskContract {
  private final SimDisk disk = new SimDisk(1);
  private final Path folder = Path.of("/home");

  SimDiskContractTest() {
    disk.createFolders(folder);
  }

  @Override
  Disk disk() {
    return disk;
  }

  @Override
  Path folder() {
    return folder;
  }
}
