package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * A header read as strictly as {@link BlockHeader#decode} reads it, but for the text in it, and
 * without making its values: for reading millions. One object reads one header after the other;
 * owned by one thread.
 */
public final class CheckedHeader {
  private static final int ARRAY = 0x80;
  private static final int TEXT = 0x60;
  private static final int BYTES = 0x40;
  private static final int NULL = 0xF6;
  private static final int HASH_ITEM = 2 + Hash.SIZE;

  private Bytes header = Bytes.empty();
  private int at;
  private int keyAt;
  private int keyEnd;
  private long height;
  private int parentAt;
  private int stateAt;
  private int eventsAt;
  private int eventCount;

  /**
   * Reads a header; what was read before is forgotten.
   *
   * @throws MalformedException if it is none
   */
  public void read(Bytes bytes) {
    header = bytes;
    at = 0;
    head(ARRAY, 14);
    if (number(0) != BlockHeader.FORMAT) {
      throw malformed("the format is not " + BlockHeader.FORMAT);
    }
    keyAt = at;
    skip(TEXT);
    skip(TEXT);
    skip(TEXT);
    keyEnd = at;
    height = number(0);
    parentAt = hash();
    number(0);
    hashOrNull();
    long metering = number(0);
    head(BYTES, BlockHeader.SEED_SIZE);
    take(BlockHeader.SEED_SIZE);
    stateAt = hashOrNull();
    readEvents();
    readOutcome();
    readFuel();
    if (at != header.size()) {
      throw malformed("bytes follow the end");
    }
    if (height == 0 && !isParent(Hash.ZERO)) {
      throw malformed("a block of height 0 has a parent");
    }
    if (metering < 1 || metering > Integer.MAX_VALUE) {
      throw malformed("the metering is " + metering);
    }
  }

  /** Tenant, category and id, encoded. */
  public Bytes keyItems() {
    return header.slice(keyAt, keyEnd);
  }

  public long height() {
    return height;
  }

  /** The hash it names as its parent. */
  public Hash parent() {
    return hashAt(parentAt);
  }

  public boolean isParent(Hash hash) {
    return same(hash, parentAt);
  }

  /** The hash of the state after the turn; null for none. */
  public @Nullable Hash stateHash() {
    return stateAt < 0 ? null : hashAt(stateAt);
  }

  public int eventCount() {
    return eventCount;
  }

  public boolean isEvent(int index, Hash hash) {
    return same(hash, eventsAt + index * HASH_ITEM);
  }

  public Hash event(int index) {
    return hashAt(eventsAt + index * HASH_ITEM);
  }

  private void readEvents() {
    long count = number(ARRAY);
    if (count > (header.size() - at) / HASH_ITEM) {
      throw malformed("there are not " + count + " hashes");
    }
    eventCount = (int) count;
    eventsAt = at + 2;
    for (int i = 0; i < eventCount; i++) {
      hash();
    }
  }

  private void readOutcome() {
    int count = (int) Math.min(number(ARRAY), 9);
    long form = number(0);
    switch ((int) Math.min(form, 9)) {
      case 0, 4 -> require(count == 1);
      case 1 -> {
        require(count == 2);
        skip(TEXT);
      }
      case 2 -> {
        require(count == 3);
        skip(TEXT);
        skip(TEXT);
      }
      case 3 -> {
        require(count == 2);
        require(number(0) <= 5);
      }
      default -> throw malformed("an outcome of form " + form);
    }
  }

  private void readFuel() {
    if (next() == NULL) {
      at++;
      return;
    }
    number(0);
  }

  private void require(boolean holds) {
    if (!holds) {
      throw malformed("the outcome is none");
    }
  }

  private int hashOrNull() {
    if (next() == NULL) {
      at++;
      return -1;
    }
    return hash();
  }

  /** Where the bytes of the hash are that is next. */
  private int hash() {
    head(BYTES, Hash.SIZE);
    int start = at;
    take(Hash.SIZE);
    return start;
  }

  private void skip(int major) {
    take(number(major));
  }

  private void take(long count) {
    if (count > header.size() - at) {
      throw malformed("a length of " + count + " is over what is left");
    }
    at += (int) count;
  }

  private void head(int major, int value) {
    if (number(major) != value) {
      throw malformed("a size is not " + value);
    }
  }

  /** The number in a head of {@code major} type, written as short as it can be. */
  private long number(int major) {
    int head = next();
    int low = head & 31;
    if ((head & 0xE0) != major || low > 27) {
      throw malformed("0x%02x does not belong here".formatted(head));
    }
    at++;
    return low < 24 ? low : longer(1 << (low - 24));
  }

  private long longer(int count) {
    if (header.size() - at < count) {
      throw malformed("ends inside a head");
    }
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | (header.at(at++) & 0xFF);
    }
    long least =
        switch (count) {
          case 1 -> 24;
          case 2 -> 1L << 8;
          case 4 -> 1L << 16;
          default -> 1L << 32;
        };
    if (value < least) {
      throw malformed("a number is written longer than needed, or is over 2^63 - 1");
    }
    return value;
  }

  private int next() {
    if (at >= header.size()) {
      throw malformed("ends early");
    }
    return header.at(at) & 0xFF;
  }

  private boolean same(Hash hash, int start) {
    return header.int64(start) == hash.a()
        && header.int64(start + 8) == hash.b()
        && header.int64(start + 16) == hash.c()
        && header.int64(start + 24) == hash.d();
  }

  private Hash hashAt(int start) {
    return Hash.ofRaw(header.slice(start, start + Hash.SIZE));
  }

  private MalformedException malformed(String what) {
    return new MalformedException("malformed header at byte " + at + ": " + what);
  }
}
