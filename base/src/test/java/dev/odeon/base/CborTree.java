package dev.odeon.base;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Any item as a tree, for round trips: {@code Long} (integer), {@code BigInteger} (over 2^63 - 1),
 * {@code Bytes}, {@code String}, {@code Boolean}, {@code List}, {@code TreeMap} by encoded key, and
 * {@link #NIL}.
 */
final class CborTree {
  static final Object NIL = new Object();

  private CborTree() {}

  static Bytes write(Object tree) {
    CborWriter writer = new CborWriter(0);
    write(writer, tree);
    return writer.toBytes();
  }

  private static void write(CborWriter writer, Object tree) {
    switch (tree) {
      case Long value -> writer.integer(value);
      case BigInteger value -> writer.uint(value.longValue());
      case Bytes value -> writer.bytes(value);
      case String value -> writer.text(value);
      case Boolean value -> writer.bool(value);
      case List<?> items -> {
        writer.array(items.size());
        items.forEach(item -> write(writer, item));
      }
      case TreeMap<?, ?> pairs -> {
        writer.map(pairs.size());
        pairs.forEach((key, value) -> {
          writer.raw((Bytes) key);
          write(writer, value);
        });
      }
      default -> writer.nil();
    }
  }

  static Object read(CborReader reader) {
    return switch (reader.peek()) {
      case UINT -> {
        long value = reader.unsigned64();
        yield value >= 0 ? (Object) value : new BigInteger(Long.toUnsignedString(value));
      }
      case NEGATIVE -> reader.integer();
      case BYTES -> reader.bytes();
      case TEXT -> reader.text();
      case BOOL -> reader.bool();
      case NULL -> {
        reader.nil();
        yield NIL;
      }
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (int i = reader.array(); i > 0; i--) {
          items.add(read(reader));
        }
        yield Collections.unmodifiableList(items);
      }
      case MAP -> {
        TreeMap<Bytes, Object> pairs = new TreeMap<>();
        Bytes last = Bytes.empty();
        for (int i = reader.map(); i > 0; i--) {
          int start = reader.offset();
          reader.item();
          last = reader.keyAfter(last, start);
          pairs.put(last, read(reader));
        }
        yield pairs;
      }
    };
  }

  static Object random(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> random.nextLong() >> random.nextInt(64);
      case 1 -> new BigInteger(Long.toUnsignedString(random.nextLong() | Long.MIN_VALUE));
      case 2 -> {
        byte[] bytes = new byte[size(random)];
        random.nextBytes(bytes);
        yield Bytes.wrap(bytes);
      }
      case 3 -> "aé∀𝄞".repeat(size(random) / 4);
      case 4 -> random.nextBoolean();
      case 5 -> NIL;
      case 6 -> {
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(30); i > 0; i--) {
          items.add(random(random, depth - 1));
        }
        yield Collections.unmodifiableList(items);
      }
      default -> {
        TreeMap<Bytes, Object> pairs = new TreeMap<>();
        for (int i = random.nextInt(30); i > 0; i--) {
          pairs.put(write(random(random, 0)), random(random, depth - 1));
        }
        yield pairs;
      }
    };
  }

  private static int size(SplittableRandom random) {
    return random.nextInt(1 << random.nextInt(10));
  }
}
