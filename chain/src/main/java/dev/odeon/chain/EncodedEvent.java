package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;

/**
 * An event as the bytes it is. It tells its kind and its name without being decoded: enough to pass
 * over most events. The bytes need not be those of an event until that is asked.
 *
 * @param bytes the exact bytes, to be written, sent or compared; what they mean, the methods tell
 */
public record EncodedEvent(Bytes bytes) {
  /** The head of an array of three items. */
  private static final byte ARRAY_OF_THREE = (byte) 0x83;

  /**
   * What it records.
   *
   * @throws MalformedException if the bytes do not begin like an event
   */
  public EventKind kind() {
    return readKind(new CborReader(bytes));
  }

  /** Whether it begins like an event of {@code kind}. */
  public boolean is(EventKind kind) {
    return code() == kind.code();
  }

  /** The code of its kind; 0 if it does not begin like an event. */
  int code() {
    // All codes are numbers of one byte.
    return bytes.size() > 1 && bytes.at(0) == ARRAY_OF_THREE && EventKind.isCode(bytes.at(1))
        ? bytes.at(1)
        : 0;
  }

  /**
   * Its name.
   *
   * @throws MalformedException if the bytes do not begin like an event
   */
  public String name() {
    CborReader in = new CborReader(bytes);
    readKind(in);
    return in.text();
  }

  /** The UTF-8 of its name; empty if it does not begin like an event. */
  Bytes nameBytes() {
    CborReader in = new CborReader(bytes);
    try {
      readKind(in);
      return in.utf8();
    } catch (MalformedException e) {
      return Bytes.empty();
    }
  }

  /** Whether it begins like an event whose name begins with {@code utf8}. */
  public boolean nameStartsWith(Bytes utf8) {
    CborReader in = new CborReader(bytes);
    try {
      readKind(in);
      Bytes name = in.utf8();
      return name.size() >= utf8.size() && name.slice(0, utf8.size()).equals(utf8);
    } catch (MalformedException e) {
      return false;
    }
  }

  private static EventKind readKind(CborReader in) {
    in.array(3);
    return EventKind.of(in.uint(Integer.MAX_VALUE));
  }

  /** The same without the larger array that its bytes may be a slice of. */
  public EncodedEvent compact() {
    return new EncodedEvent(bytes.compact());
  }

  /** The hash of the event. */
  public Hash hash() {
    return Event.hashOf(bytes);
  }

  /** What its hash is the SHA-256 of: a zero byte, then its own bytes. */
  public Bytes hashed() {
    return Event.hashed(bytes);
  }

  /**
   * The event.
   *
   * @throws MalformedException if the bytes are none; the message names the byte
   */
  public Event decode() {
    return Event.decode(bytes);
  }
}
