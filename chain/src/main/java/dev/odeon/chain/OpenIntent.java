package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * An intent whose height has no block yet.
 *
 * @param keyItems tenant, category and id, encoded
 * @param height that the turn will become
 * @param position where the intent stands in the log
 */
record OpenIntent(Bytes keyItems, long height, long position) {
  static Bytes encode(List<OpenIntent> intents) {
    CborWriter out = new CborWriter();
    out.array(intents.size());
    for (OpenIntent intent : intents) {
      out.array(5).raw(intent.keyItems).uint(intent.height).uint(intent.position);
    }
    return out.toBytes();
  }

  static List<OpenIntent> decode(Bytes encoded) {
    CborReader in = new CborReader(encoded);
    int count = in.array();
    List<OpenIntent> intents = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      in.array(5);
      int start = in.offset();
      in.text();
      in.text();
      in.text();
      Bytes keyItems = encoded.slice(start, in.offset()).compact();
      intents.add(new OpenIntent(keyItems, in.uint(), in.uint()));
    }
    in.end();
    return intents;
  }
}
