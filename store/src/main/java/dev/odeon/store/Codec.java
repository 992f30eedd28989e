package dev.odeon.store;

/** How a chunk is stored in its pack. */
enum Codec {
  /** As it is. */
  RAW(0),
  /** As one LZ4 block. */
  LZ4(1);

  private final int code;

  Codec(int code) {
    this.code = code;
  }

  /** Its number on the disk. */
  int code() {
    return code;
  }

  /** The codec of that number; what a newer program wrote is {@link StoreException.Damaged}. */
  static Codec of(int code, String what) {
    return switch (code) {
      case 0 -> RAW;
      case 1 -> LZ4;
      default ->
          throw new StoreException.Damaged(
              what, "codec " + code + " is unknown; a newer Odeon may know it");
    };
  }
}
