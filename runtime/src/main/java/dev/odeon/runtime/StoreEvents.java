package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.chain.EventKind;

/** What blocks say of the store, told by the bytes of their events: most need no decoding. */
final class StoreEvents {
  /** How the names of all functions of the store begin. */
  static final String PREFIX = "theater:simple/store#";

  private static final Bytes PREFIX_UTF8 = Bytes.utf8(PREFIX);

  /** The array's head, the kind, and the head of a text of 24 to 255 bytes. */
  private static final int NAME_AT = 4;

  private static final int TEXT_OF_ONE_BYTE_SIZE = 0x78;

  private StoreEvents() {}

  /** The code of the kind of {@code event}. */
  static int kindOf(Bytes event) {
    return event.size() > 1 ? event.at(1) : 0;
  }

  /** Whether {@code event} tells of a call of the store. */
  static boolean isOfStore(Bytes event) {
    int kind = kindOf(event);
    boolean isCall = kind == EventKind.CALL.code() || kind == EventKind.OUTBOX.code();
    int end = NAME_AT + PREFIX_UTF8.size();
    return isCall
        && event.size() > end
        && event.at(2) == TEXT_OF_ONE_BYTE_SIZE
        && event.slice(NAME_AT, end).equals(PREFIX_UTF8);
  }
}
