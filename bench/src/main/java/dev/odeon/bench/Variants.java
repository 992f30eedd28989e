package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.guests.SampleGuests;
import java.nio.charset.StandardCharsets;

/** Modules that do the same and are others all the same, so that no cache knows them. */
final class Variants {
  private Variants() {}

  /** The plug-in of that name with {@code mark} in a custom section at its end. */
  static Bytes of(String plugin, String mark) {
    byte[] module = SampleGuests.module("plugin/" + plugin);
    byte[] name = mark.getBytes(StandardCharsets.US_ASCII);
    if (name.length > 100) {
      throw new IllegalArgumentException("a mark is short: " + mark);
    }
    byte[] whole = java.util.Arrays.copyOf(module, module.length + 3 + name.length);
    int at = module.length;
    whole[at++] = 0; // a custom section,
    whole[at++] = (byte) (1 + name.length); // its size,
    whole[at++] = (byte) name.length; // and its name, which is all of it
    System.arraycopy(name, 0, whole, at, name.length);
    return Bytes.wrap(whole);
  }
}
