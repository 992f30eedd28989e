package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state of a plug-in in one run: values by key, both byte strings. As bytes it is one map of
 * deterministic CBOR (docs/formats/plugin.md). Owned by the thread of the run.
 */
public final class PluginState {
  /**
   * What a key counts for beside its bytes and its value's: a map of many has a price in memory.
   */
  static final long KEY_BYTES = 64;

  /** The most bytes that the head of a byte string or a map takes. */
  private static final int HEAD_MAX = 5;

  /** The order of deterministic CBOR: a shorter byte string has a smaller head. */
  private static final Comparator<Bytes> ORDER =
      Comparator.comparingInt(Bytes::size).thenComparing(Comparator.naturalOrder());

  private final SortedMap<Bytes, Bytes> values = new TreeMap<>(ORDER);
  private final @Nullable Bytes before;
  private long bytes = HEAD_MAX;
  private boolean changed;

  private PluginState(@Nullable Bytes before) {
    this.before = before;
  }

  /**
   * The state that {@code encoded} is; null is one without values.
   *
   * @throws dev.odeon.base.MalformedException if it is none
   */
  public static PluginState of(@Nullable Bytes encoded) {
    PluginState state = new PluginState(encoded);
    if (encoded != null) {
      CborReader in = new CborReader(encoded);
      Bytes last = null;
      for (int left = in.map(); left > 0; left--) {
        Bytes key = in.bytes();
        if (last != null && ORDER.compare(last, key) >= 0) {
          throw in.malformed("the keys of a state are not in order");
        }
        state.put(key, in.bytes());
        last = key;
      }
      in.end();
    }
    return state;
  }

  /** The value of {@code key}; null if there is none. */
  public @Nullable Bytes get(Bytes key) {
    return values.get(key);
  }

  /** Gives {@code key} a value. */
  public void set(Bytes key, Bytes value) {
    if (!value.equals(values.get(key))) {
      changed = true;
      put(key, value);
    }
  }

  /** The most bytes that {@link #encoded} can have now. */
  public long bytesMax() {
    return bytes;
  }

  /**
   * What the state would count for as an output if {@code key} were given a value of that size: the
   * bytes of keys and values, and {@value #KEY_BYTES} a key.
   */
  long weightWith(Bytes key, long valueBytes) {
    Bytes old = values.get(key);
    long keys = values.size() + (old == null ? 1L : 0);
    long more = old == null ? key.size() + 2L * HEAD_MAX : -old.size();
    return bytes + more + valueBytes + keys * (KEY_BYTES - 2L * HEAD_MAX);
  }

  /** The state as bytes: those it was made of, if nothing changed; null if it never had a value. */
  public @Nullable Bytes encoded() {
    if (!changed) {
      return before;
    }
    CborWriter out = new CborWriter(Math.toIntExact(bytes));
    out.map(values.size());
    values.forEach((key, value) -> out.bytes(key).bytes(value));
    return out.toBytes();
  }

  private void put(Bytes key, Bytes value) {
    Bytes old = values.put(key, value);
    bytes += value.size() + (old == null ? key.size() + 2L * HEAD_MAX : -old.size());
  }
}
