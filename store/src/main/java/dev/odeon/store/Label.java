package dev.odeon.store;

import dev.odeon.base.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A name that people remember, for content. Parts may be separated by {@code /}; no part is empty,
 * {@code .} or {@code ..}, and there are no control characters. Encoded as a file name it has at
 * most {@value #ENCODED_SIZE_MAX} bytes, but for the label of a chain's head, which is not a file.
 */
public record Label(String name) implements Comparable<Label> {
  /** The most bytes of a label's file name. */
  public static final int ENCODED_SIZE_MAX = 200;

  /** What the label of an actor's newest block ends in. */
  public static final String CHAIN_HEAD = ":chain-head";

  private static final String PLAIN = "._-:";
  private static final int CHAIN_HEAD_SIZE_MAX = 4096;

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public Label {
    if (name.length() > CHAIN_HEAD_SIZE_MAX) {
      throw refused(name, "it is too long");
    }
    checkPoints(name);
    for (String part : name.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw refused(name, "it has a part that is empty, . or ..");
      }
    }
    int size = encode(name).length();
    if (size > ENCODED_SIZE_MAX && !name.endsWith(CHAIN_HEAD)) {
      throw refused(name, "encoded it has " + size + " bytes, more than " + ENCODED_SIZE_MAX);
    }
  }

  /**
   * The label whose name is {@code utf8}.
   *
   * @throws IllegalArgumentException if it is not UTF-8 or not a label
   */
  public static Label ofUtf8(Bytes utf8) {
    try {
      return new Label(utf8.strictText());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a label is UTF-8, this one is not: " + utf8, e);
    }
  }

  /**
   * The label whose file is called {@code fileName}.
   *
   * @throws IllegalArgumentException if {@link #encoded} gives no such name
   */
  public static Label decode(String fileName) {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    byte[] raw = fileName.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
      if (low >= 0) {
        name.write(high * 16 + low);
        i += 2;
      } else {
        name.write(raw[i]);
      }
    }
    Label label = ofUtf8(Bytes.wrap(name.toByteArray()));
    if (!label.encoded().equals(fileName)) {
      throw refused(fileName, "it is not how a label's file is called");
    }
    return label;
  }

  /** The name of the label's file: percent-encoded but for letters, digits and {@code ._-:}. */
  public String encoded() {
    return encode(name);
  }

  /** Whether it names the newest block of a chain, and cannot be changed. */
  public boolean isChainHead() {
    return name.endsWith(CHAIN_HEAD) && name.length() > CHAIN_HEAD.length();
  }

  /** The actor of a label that {@link #isChainHead}. */
  public String actor() {
    if (!isChainHead()) {
      throw new IllegalStateException(name + " is not the label of a chain's head");
    }
    return name.substring(0, name.length() - CHAIN_HEAD.length());
  }

  @Override
  public int compareTo(Label other) {
    return Bytes.utf8(name).compareTo(Bytes.utf8(other.name));
  }

  @Override
  public String toString() {
    return name;
  }

  private static String encode(String name) {
    StringBuilder text = new StringBuilder(name.length());
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
        text.append(c);
      } else {
        text.append("%%%02X".formatted((int) c));
      }
    }
    return text.toString();
  }

  private static void checkPoints(String name) {
    for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
      int point = name.codePointAt(i);
      boolean half = point >= 0xD800 && point <= 0xDFFF;
      if (Character.isISOControl(point) || half) {
        throw refused(
            name, "U+%04X at %d is a control character or half of one".formatted(point, i));
      }
    }
  }

  private static IllegalArgumentException refused(String name, String why) {
    return new IllegalArgumentException(
        "'" + Printable.of(name) + "' is not a valid label: " + why);
  }
}
