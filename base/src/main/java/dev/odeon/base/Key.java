package dev.odeon.base;

import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Names one actor or stream: (tenant, category, id). A tenant and a category are {@code
 * [a-z][a-z0-9_-]{0,63}}; an id is 1 to 256 bytes of UTF-8 without control characters.
 */
public record Key(String tenant, String category, String id) implements Comparable<Key> {
  /** The tenant that is used when none is named. */
  public static final String DEFAULT_TENANT = "default";

  /** The category of the chains that record what is configured in a home. */
  public static final String SYSTEM_CATEGORY = "system";

  /** The category of a bare id. */
  public static final String DEFAULT_CATEGORY = "actor";

  /** The most bytes an id may have. */
  public static final int ID_BYTES_MAX = 256;

  private static final int NAME_SIZE_MAX = 64;

  /**
   * Checks all three.
   *
   * @throws IllegalArgumentException naming the part that is not allowed and why
   */
  public Key {
    checkName("tenant", tenant);
    checkName("category", category);
    checkId(id);
  }

  /** The key of {@code id} in the default tenant and category. */
  public static Key actor(String id) {
    return new Key(DEFAULT_TENANT, DEFAULT_CATEGORY, id);
  }

  /**
   * Reads the textual form {@code category/id} or {@code id}, the id percent-encoded where it must
   * be.
   *
   * @throws IllegalArgumentException if it is not one; the message says what is wrong
   */
  public static Key parse(String tenant, String text) {
    int slash = text.indexOf('/');
    String category = slash < 0 ? DEFAULT_CATEGORY : text.substring(0, slash);
    String id = text.substring(slash + 1);
    if (id.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "'" + printable(text) + "' is not an actor id: write a / inside an id as %2F");
    }
    return new Key(tenant, category, decode(id));
  }

  /** The textual form: {@code id} alone in the default category, else {@code category/id}. */
  public String text() {
    return category.equals(DEFAULT_CATEGORY) ? encode(id) : category + "/" + encode(id);
  }

  /**
   * Orders by tenant, category, id as UTF-8 bytes: the order in which several actors' turns are
   * taken.
   */
  @Override
  public int compareTo(Key other) {
    int order = tenant.compareTo(other.tenant);
    if (order == 0) {
      order = category.compareTo(other.category);
    }
    return order != 0 ? order : Bytes.utf8(id).compareTo(Bytes.utf8(other.id));
  }

  @Override
  public String toString() {
    return tenant.equals(DEFAULT_TENANT) ? text() : tenant + ":" + category + "/" + encode(id);
  }

  private static void checkName(String what, String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "'%s' is not a %s: use a-z, 0-9, _ and -, beginning with a letter, at most 64"
              .formatted(printable(name), what));
    }
  }

  /** By hand, for a key is made for every block that is read. */
  private static boolean isName(String name) {
    int size = name.length();
    if (size < 1 || size > NAME_SIZE_MAX || !isLetter(name.charAt(0))) {
      return false;
    }
    for (int i = 1; i < size; i++) {
      char c = name.charAt(i);
      if (!isLetter(c) && (c < '0' || c > '9') && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static void checkId(String id) {
    if (isPlain(id)) {
      return;
    }
    int size = id.getBytes(StandardCharsets.UTF_8).length;
    if (size < 1 || size > ID_BYTES_MAX) {
      throw new IllegalArgumentException(
          "an actor id has 1 to %d bytes of UTF-8, this one has %d".formatted(ID_BYTES_MAX, size));
    }
    checkPoints(id);
  }

  /** Whether it is an id of printable ASCII, as nearly all are. */
  private static boolean isPlain(String id) {
    int size = id.length();
    if (size < 1 || size > ID_BYTES_MAX) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      char c = id.charAt(i);
      if (c < 0x20 || c > 0x7E) {
        return false;
      }
    }
    return true;
  }

  private static void checkPoints(String id) {
    for (int i = 0; i < id.length(); i += Character.charCount(id.codePointAt(i))) {
      int point = id.codePointAt(i);
      boolean surrogate = point >= 0xD800 && point <= 0xDFFF;
      if (Character.isISOControl(point) || surrogate) {
        throw new IllegalArgumentException(
            "'%s' is not an actor id: U+%04X at %d is a control character or half of one"
                .formatted(printable(id), point, i));
      }
    }
  }

  private static String encode(String id) {
    StringBuilder text = new StringBuilder();
    for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || "._-:".indexOf(c) >= 0)) {
        text.append(c);
      } else {
        text.append("%%%02X".formatted((int) c));
      }
    }
    return text.toString();
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    // Half of a surrogate pair would become a question mark as bytes.
    checkPoints(text);
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream id = new ByteArrayOutputStream();
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        id.write(raw[i]);
        continue;
      }
      int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException(
            "'%s' is not an actor id: a %% needs two hex digits after it"
                .formatted(printable(text)));
      }
      id.write(high * 16 + low);
      i += 2;
    }
    try {
      return Bytes.wrap(id.toByteArray()).strictText();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "'%s' is not an actor id: its percent escapes are not UTF-8".formatted(printable(text)),
          e);
    }
  }

  private static String printable(String text) {
    String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
    return shown.replaceAll("\\p{Cc}", "�");
  }
}
