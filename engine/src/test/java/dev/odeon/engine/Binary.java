package dev.odeon.engine;

import dev.odeon.base.Bytes;

/**
 * Modules from hex digits, for what the text compiler does not know or does not let through. Blanks
 * between digits are ignored.
 */
final class Binary {
  private static final String HEADER = "0061736d01000000";

  private Binary() {}

  static Bytes hex(String digits) {
    return Bytes.ofHex(digits.replace(" ", ""));
  }

  /** A module of {@code sections}. */
  static Bytes module(String... sections) {
    return hex(HEADER + String.join("", sections));
  }

  /** A section, its size put before {@code content}. */
  static String section(int id, String content) {
    return "%02x".formatted(id) + sized(content);
  }

  /**
   * Modules with the type () -> () and one function of it with the body {@code code}, exported as
   * {@code run}.
   */
  static Bytes oneFunction(String code) {
    return module(
        section(1, "01600000"),
        section(3, "0100"),
        section(7, "01" + sized("72756e") + "0000"),
        section(10, "01" + sized(code)));
  }

  /** {@code content} after its size in bytes. */
  static String sized(String content) {
    String digits = content.replace(" ", "");
    return leb(digits.length() / 2) + digits;
  }

  /** An unsigned LEB128 number. */
  static String leb(long value) {
    StringBuilder hex = new StringBuilder();
    long rest = value;
    do {
      hex.append("%02x".formatted(rest & 0x7f | (rest > 0x7f ? 0x80 : 0)));
      rest >>>= 7;
    } while (rest != 0);
    return hex.toString();
  }

  /** A name section that gives functions names, to be put at the end of {@code module}. */
  static Bytes named(Bytes module, String... names) {
    StringBuilder map = new StringBuilder(leb(names.length));
    for (int i = 0; i < names.length; i++) {
      map.append(leb(i)).append(sized(Bytes.utf8(names[i]).hex()));
    }
    String content = sized(Bytes.utf8("name").hex()) + "01" + sized(map.toString());
    return module.plus(hex(section(0, content)));
  }
}
