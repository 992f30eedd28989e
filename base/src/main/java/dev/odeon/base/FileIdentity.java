package dev.odeon.base;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which file or folder something is, whatever path leads to it: two paths lead to one file if the
 * identities are equal. A copy is another file. While a file exists or is open, nothing else has
 * its identity; afterwards something new may get it.
 *
 * @param device the file system it is on
 * @param inode its number there, unsigned
 */
public record FileIdentity(long device, long inode) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,20}):(\\d{1,20})");

  /**
   * Reads what {@link #toString} writes.
   *
   * @throws IllegalArgumentException if {@code text} is something else
   */
  public static FileIdentity parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'%s' is not device:inode".formatted(text));
    }
    return new FileIdentity(
        Long.parseUnsignedLong(matcher.group(1)), Long.parseUnsignedLong(matcher.group(2)));
  }

  /** {@code device:inode}, both decimal, as {@code stat -c %d:%i} prints them. */
  @Override
  public String toString() {
    return Long.toUnsignedString(device) + ":" + Long.toUnsignedString(inode);
  }
}
