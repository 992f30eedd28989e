package dev.odeon.log;

/**
 * Finds the one flipped bit that explains why a CRC32C is wrong. The checksum is linear, so the
 * difference of two checksums identifies the position of their only different bit: it is unique for
 * up to 256 MiB. Damage of more than one bit is not found, except by chance, one in some billions
 * for each byte.
 */
final class BitFlip {
  /** The reversed polynomial of CRC32C (RFC 3720). */
  private static final int POLYNOMIAL = 0x82F63B78;

  /** Larger batches are not searched, which would take too long. */
  private static final int BYTES_MAX = 16 << 20;

  private static final int[] TABLE = table();

  private BitFlip() {}

  /**
   * The index of the bit, 8 for each byte, lowest first; -1 if no single one explains it.
   *
   * @param expected the checksum as it was written
   * @param actual that of the bytes as they are
   * @param size how many bytes at the end of what was summed may be wrong
   */
  static long find(int expected, int actual, int size) {
    int difference = expected ^ actual;
    if (size > BYTES_MAX || difference == 0) {
      return -1;
    }
    int[] bits = new int[8];
    for (int bit = 0; bit < 8; bit++) {
      bits[bit] = TABLE[1 << bit];
    }
    for (int at = size - 1; at >= 0; at--) {
      for (int bit = 0; bit < 8; bit++) {
        if (bits[bit] == difference) {
          return 8L * at + bit;
        }
        // What the same bit makes of the sum one byte before this one.
        bits[bit] = TABLE[bits[bit] & 0xFF] ^ bits[bit] >>> 8;
      }
    }
    return -1;
  }

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int value = i;
      for (int bit = 0; bit < 8; bit++) {
        value = (value & 1) == 0 ? value >>> 1 : value >>> 1 ^ POLYNOMIAL;
      }
      table[i] = value;
    }
    return table;
  }
}
