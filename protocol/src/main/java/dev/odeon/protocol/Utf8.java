package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Checks UTF-8, by table 3-7 of the Unicode standard. */
final class Utf8 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /** Returns whether the {@code size} bytes of {@code array} from {@code from} are UTF-8. */
  static boolean isValid(byte[] array, int from, int size) {
    int end = from + size;
    int at = from;
    while (at < end) {
      if (end - at >= Long.BYTES && ((long) LONGS.get(array, at) & HIGH_BITS) == 0) {
        at += Long.BYTES;
      } else if (array[at] >= 0) {
        at++;
      } else {
        int length = lengthOfPoint(array, at, end);
        if (length == 0) {
          return false;
        }
        at += length;
      }
    }
    return true;
  }

  /** Returns whether {@code bytes} are UTF-8 that people can read: without control characters. */
  static boolean isPrintable(Bytes bytes) {
    byte[] array = bytes.toArray();
    return isValid(array, 0, array.length) && bytes.text().codePoints().allMatch(Utf8::isPrintable);
  }

  private static boolean isPrintable(int point) {
    boolean space = point == '\n' || point == '\t' || point == '\r';
    return space || !Character.isISOControl(point) && Character.isDefined(point);
  }

  /** Returns whether {@code text} has no unpaired surrogate, which UTF-8 cannot encode. */
  static boolean isWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /**
   * Returns the length in bytes of the code point that begins at {@code at}; 0 if there is none.
   */
  private static int lengthOfPoint(byte[] array, int at, int end) {
    int first = array[at] & 0xFF;
    int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
    if (length == 0 || end - at < length) {
      return 0;
    }
    int second = array[at + 1] & 0xFF;
    int low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < low || second > high) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if ((array[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
