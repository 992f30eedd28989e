package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Named values of an answer, in an order: texts, whole numbers, booleans, lists of texts or of
 * facts, facts, null. Bytes are text under their name where they are UTF-8, else base64 under
 * {@code <name>_base64}. Made by {@code put}, which returns this; not changed after it was given
 * away.
 */
public final class Facts {
  private static final String BASE64 = "_base64";

  private final SequencedMap<String, @Nullable Object> values = new LinkedHashMap<>();

  /** Facts that begin with one. */
  public static Facts of(String name, @Nullable String text) {
    return new Facts().put(name, text);
  }

  /** Adds a text. */
  public Facts put(String name, @Nullable String text) {
    values.put(name, text);
    return this;
  }

  /** Adds a whole number. */
  public Facts put(String name, long number) {
    values.put(name, number);
    return this;
  }

  /** Adds a whole number or null. */
  public Facts putNumber(String name, @Nullable Long number) {
    values.put(name, number);
    return this;
  }

  /** Adds a boolean. */
  public Facts put(String name, boolean flag) {
    values.put(name, flag);
    return this;
  }

  /** Adds facts. */
  public Facts put(String name, Facts inner) {
    values.put(name, inner);
    return this;
  }

  /** Adds a list of facts. */
  public Facts putAll(String name, List<Facts> inner) {
    values.put(name, List.copyOf(inner));
    return this;
  }

  /** Adds a list of texts. */
  public Facts putTexts(String name, List<String> texts) {
    values.put(name, List.copyOf(texts));
    return this;
  }

  /** Adds bytes, or null. */
  public Facts put(String name, @Nullable Bytes bytes) {
    if (bytes == null) {
      values.put(name, null);
      return this;
    }
    byte[] array = bytes.toArray();
    if (Utf8.isValid(array, 0, array.length)) {
      values.put(name, bytes.text());
      return this;
    }
    return putBase64(name, bytes);
  }

  /** Adds bytes as base64 in any case. */
  public Facts putBase64(String name, Bytes bytes) {
    values.put(name + BASE64, Base64.getEncoder().encodeToString(bytes.toArray()));
    return this;
  }

  /** Adds all of {@code more}. */
  public Facts putAll(Facts more) {
    values.putAll(more.values);
    return this;
  }

  /** All of it, in order. */
  public SequencedMap<String, @Nullable Object> values() {
    return Collections.unmodifiableSequencedMap(values);
  }

  /** The text of that name; null if it is null or not there. */
  public @Nullable String textOrNull(String name) {
    return values.get(name) instanceof String text ? text : null;
  }

  /**
   * The text of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public String text(String name) {
    return required(name, textOrNull(name));
  }

  /** The number of that name; null if it is null or not there. */
  public @Nullable Long wholeOrNull(String name) {
    return values.get(name) instanceof Long number ? number : null;
  }

  /**
   * The number of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public long whole(String name) {
    return required(name, wholeOrNull(name));
  }

  /** Whether the flag of that name is there and true. */
  public boolean flag(String name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  /** The facts of that name; empty if there are none. */
  public Facts inner(String name) {
    return values.get(name) instanceof Facts facts ? facts : new Facts();
  }

  /** The bytes of that name; null if they are null or not there. */
  public @Nullable Bytes bytesOrNull(String name) {
    String text = textOrNull(name);
    if (text != null) {
      return Bytes.utf8(text);
    }
    String base64 = textOrNull(name + BASE64);
    return base64 == null ? null : Bytes.wrap(Base64.getDecoder().decode(base64));
  }

  /** The list of facts of that name; empty if it is not there. */
  public List<Facts> list(String name) {
    List<Facts> all = new ArrayList<>();
    if (values.get(name) instanceof List<?> list) {
      list.forEach(each -> {
        if (each instanceof Facts facts) {
          all.add(facts);
        }
      });
    }
    return all;
  }

  /** The list of texts of that name; empty if it is not there. */
  public List<String> texts(String name) {
    List<String> all = new ArrayList<>();
    if (values.get(name) instanceof List<?> list) {
      list.forEach(each -> {
        if (each instanceof String text) {
          all.add(text);
        }
      });
    }
    return all;
  }

  /** Adds what was read. */
  void read(String name, @Nullable Object value) {
    values.put(name, value);
  }

  private static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("field '%s' is missing in the answer".formatted(name));
    }
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Facts that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
