package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What travels along with a message or an event beside its payload, as texts by name: who sent it,
 * its trace, its content type. Its bytes are one map of deterministic CBOR.
 *
 * @param texts at least one, in the order of their encoded names; unmodifiable
 */
public record EventMetadata(Map<String, String> texts) {
  /** The most bytes that the encoded map may have. */
  public static final int BYTES_MAX = 4096;

  /** Sorts the texts and checks their size. */
  public EventMetadata {
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("metadata that says nothing is left out");
    }
    texts = Collections.unmodifiableMap(sorted(texts));
    int size = encode(texts).size();
    if (size > BYTES_MAX) {
      throw new IllegalArgumentException(
          "metadata has at most %d bytes as CBOR, this has %d".formatted(BYTES_MAX, size));
    }
  }

  /** The metadata of these texts; null if there are none. */
  public static @Nullable EventMetadata of(Map<String, String> texts) {
    return texts.isEmpty() ? null : new EventMetadata(texts);
  }

  /** The text of {@code name}; null if there is none. */
  public @Nullable String get(String name) {
    return texts.get(name);
  }

  /** A shorter name has a smaller head, and so comes first. */
  private static Map<String, String> sorted(Map<String, String> texts) {
    List<Map.Entry<Bytes, String>> names = new ArrayList<>(texts.size());
    texts.keySet().forEach(name -> names.add(Map.entry(encoded(name), name)));
    names.sort(Map.Entry.comparingByKey());
    Map<String, String> sorted = new LinkedHashMap<>();
    names.forEach(entry -> sorted.put(entry.getValue(), texts.get(entry.getValue())));
    return sorted;
  }

  private static Bytes encoded(String name) {
    return new CborWriter(16).text(name).toBytes();
  }

  private static Bytes encode(Map<String, String> texts) {
    CborWriter out = new CborWriter(128);
    out.map(texts.size());
    texts.forEach((name, text) -> out.text(name).text(text));
    return out.toBytes();
  }

  static void write(CborWriter out, @Nullable EventMetadata metadata) {
    if (metadata == null) {
      out.nil();
    } else {
      out.raw(encode(metadata.texts));
    }
  }

  static @Nullable EventMetadata read(CborReader in) {
    if (in.nil()) {
      return null;
    }
    int count = in.map();
    Map<String, String> texts = new LinkedHashMap<>();
    Bytes last = Bytes.empty();
    for (int i = 0; i < count; i++) {
      int start = in.offset();
      String name = in.text();
      last = in.keyAfter(last, start);
      texts.put(name, in.text());
    }
    return new EventMetadata(texts);
  }
}
