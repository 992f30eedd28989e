package dev.odeon.host.wasi;

import dev.odeon.base.Folder;

/** A granted folder in one run: what of the right to write is left. */
final class WasiGrant {
  /** What a new file or folder counts. */
  static final long NEW_BYTES = 4096;

  private final WasiFolder granted;
  private long bytesLeft;

  WasiGrant(WasiFolder granted) {
    this.granted = granted;
    this.bytesLeft = granted.writtenBytesMax();
  }

  WasiFolder granted() {
    return granted;
  }

  String name() {
    return granted.name();
  }

  Folder folder() {
    return granted.folder();
  }

  boolean writable() {
    return granted.writtenBytesMax() > 0;
  }

  /** Refuses what would change something in a folder for reading. */
  Folder changing() {
    if (!writable()) {
      throw WasiErrno.ROFS.failure();
    }
    return granted.folder();
  }

  /** Takes {@code bytes} of what may be written, or refuses. */
  void take(long bytes) {
    if (bytes > bytesLeft) {
      throw WasiErrno.NOSPC.failure();
    }
    bytesLeft -= bytes;
  }
}
