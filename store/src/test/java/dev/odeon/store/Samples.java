package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimClock;
import dev.odeon.testkit.SimDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** What the tests of the store share. */
final class Samples {
  static final Path HOME = Path.of("/home");

  private Samples() {}

  /** Bytes that nothing can compress, the same for the same seed. */
  static Bytes random(long seed, int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(seed).nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  /** Bytes that look like text. */
  static Bytes text(long seed, int size) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = new byte[size];
    String words = "the quick brown fox jumps over the lazy dog and goes on its way ";
    for (int i = 0; i < size; ) {
      int from = random.nextInt(words.length() - 8);
      for (int k = 0; k < 8 && i < size; k++) {
        bytes[i++] = (byte) words.charAt(from + k);
      }
    }
    return Bytes.wrap(bytes);
  }

  static InputStream stream(Bytes content) {
    return new ByteArrayInputStream(content.toArray());
  }

  /** All that {@code stream} has. */
  static Bytes drain(InputStream stream) {
    try (stream) {
      return Bytes.wrap(stream.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The machine's ports but for the disk, a clock that stands, and randomness from a seed. */
  static Ports ports(SimDisk disk) {
    return new Ports(new SimClock(), new SeededEntropy(7), disk, Ports.system().threads());
  }

  /** A store on {@code disk}. */
  static Store open(SimDisk disk) {
    return Store.open(StoreConfig.defaults(), HOME, ports(disk), Resolver.NONE);
  }
}
