package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Key;

/**
 * KeyCodec in CBOR: {@code [tenant, category, id]}, or the three items alone where they are part of
 * a longer array.
 */
public final class KeyCodec {
  private KeyCodec() {}

  static void write(CborWriter out, Key key) {
    out.array(3);
    writeItems(out, key);
  }

  static void writeItems(CborWriter out, Key key) {
    out.keyItems(key);
  }

  static Key read(CborReader in) {
    in.array(3);
    return readItems(in);
  }

  static Key readItems(CborReader in) {
    String tenant = in.text();
    String category = in.text();
    String id = in.text();
    try {
      return new Key(tenant, category, id);
    } catch (IllegalArgumentException e) {
      throw in.malformed(String.valueOf(e.getMessage()));
    }
  }

  /** The three items, encoded: what the indices compare. */
  public static Bytes items(Key key) {
    CborWriter out = new CborWriter(64);
    writeItems(out, key);
    return out.toBytes();
  }

  public static Key ofItems(Bytes items) {
    CborReader in = new CborReader(items);
    Key key = readItems(in);
    in.end();
    return key;
  }
}
