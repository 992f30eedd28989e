package dev.odeon.base;

import java.nio.file.Path;

/** Another process that tries a lock: says on standard output whether it got it. */
final class LockProbe {
  private LockProbe() {}

  /** Tries the lock of the file that the one argument names. */
  public static void main(String[] arguments) throws Exception {
    try (AutoCloseable _ = Disk.system().lock(Path.of(arguments[0]))) {
      System.out.print("got it");
    } catch (DiskException e) {
      System.out.print(e.reason() + " " + e.getMessage());
    }
  }
}
