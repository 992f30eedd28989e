package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Key;
import org.jspecify.annotations.Nullable;

/** What makes two deliveries the same message. */
public sealed interface MessageId {
  /** The most bytes a caller's id may have. */
  int BYTES_MAX = 256;

  /**
   * The id that a caller outside chose.
   *
   * @param id 1 to {@value MessageId#BYTES_MAX} bytes of UTF-8
   */
  record Outside(String id) implements MessageId {
    /** Checks the length. */
    public Outside {
      int size = Bytes.utf8(id).size();
      if (size < 1 || size > BYTES_MAX) {
        throw new IllegalArgumentException(
            "a message id has 1 to " + BYTES_MAX + " bytes of UTF-8, this one has " + size);
      }
    }

    @Override
    public String toString() {
      return id;
    }
  }

  /**
   * The id of a message between actors.
   *
   * @param sender who sent it
   * @param height the sender's block that holds it
   * @param index the number of the host call in that turn, 0-based
   */
  record Sent(Key sender, long height, long index) implements MessageId {
    /** Checks the numbers. */
    public Sent {
      if (height < 0 || index < 0) {
        throw new IllegalArgumentException(
            "a message id of height " + height + " and index " + index + " cannot be");
      }
    }

    /**
     * The id in {@code text}, as a receiver of {@code tenant} reads it; null if it is not one that
     * {@link #text} gives.
     */
    public static @Nullable Sent parse(String tenant, String text) {
      int index = text.lastIndexOf('/');
      int height = index <= 0 ? -1 : text.lastIndexOf('/', index - 1);
      if (height <= 0) {
        return null;
      }
      try {
        Sent id =
            new Sent(
                Key.parse(tenant, text.substring(0, height)),
                Long.parseLong(text, height + 1, index, 10),
                Long.parseLong(text, index + 1, text.length(), 10));
        return id.text().equals(text) ? id : null;
      } catch (IllegalArgumentException e) {
        return null;
      }
    }

    /**
     * The id as its receiver, which is of the same tenant, calls it: {@code sender/height/index}.
     */
    public String text() {
      return sender.text() + "/" + height + "/" + index;
    }

    @Override
    public String toString() {
      return sender + "/" + height + "/" + index;
    }
  }

  /** The id as an item of CBOR, for events and for indexes. */
  default Bytes encoded() {
    CborWriter out = new CborWriter(64);
    write(out, this);
    return out.toBytes();
  }

  /** Writes {@code id} as its CBOR item. */
  static void write(CborWriter out, MessageId id) {
    switch (id) {
      case Outside(String text) -> out.array(2).uint(0).text(text);
      case Sent(Key sender, long height, long index) -> {
        out.array(4).uint(1);
        KeyCodec.write(out, sender);
        out.uint(height).uint(index);
      }
    }
  }

  /**
   * Reads an id.
   *
   * @throws dev.odeon.base.MalformedException if the next item is none
   */
  static MessageId read(CborReader in) {
    int count = in.array();
    int tag = in.uint(1);
    if (count != (tag == 1 ? 4 : 2)) {
      throw in.malformed("a message id of form " + tag + " has " + count + " items");
    }
    if (tag == 1) {
      return new Sent(KeyCodec.read(in), in.uint(), in.uint());
    }
    String id = in.text();
    try {
      return new Outside(id);
    } catch (IllegalArgumentException e) {
      throw in.malformed(String.valueOf(e.getMessage()));
    }
  }
}
