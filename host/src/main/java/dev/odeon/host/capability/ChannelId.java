package dev.odeon.host.capability;

import dev.odeon.base.Key;
import org.jspecify.annotations.Nullable;

/**
 * Names a channel between two actors of a tenant: which call opened it, and who accepted. Written
 * as {@code opener/height/index>acceptor}, so it is the same whenever the turn that opens it runs,
 * and tells each end the other one.
 *
 * @param opener who asked for it
 * @param height the block of the turn that did
 * @param index the number of the call in that turn
 * @param acceptor who accepted it
 */
public record ChannelId(Key opener, long height, long index, Key acceptor) {
  private static final char TO = '>';

  /** The channel that is written as {@code text}, of actors of {@code tenant}; null if none is. */
  public static @Nullable ChannelId parse(String tenant, String text) {
    int to = text.indexOf(TO);
    int index = to < 0 ? -1 : text.lastIndexOf('/', to);
    int height = index <= 0 ? -1 : text.lastIndexOf('/', index - 1);
    if (height <= 0) {
      return null;
    }
    try {
      ChannelId id =
          new ChannelId(
              Key.parse(tenant, text.substring(0, height)),
              Long.parseUnsignedLong(text, height + 1, index, 10),
              Long.parseUnsignedLong(text, index + 1, to, 10),
              Key.parse(tenant, text.substring(to + 1)));
      return id.text().equals(text) ? id : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** As guests have it. */
  public String text() {
    return opener.text() + "/" + height + "/" + index + TO + acceptor.text();
  }

  /** The other end of {@code end}; null if that is none. */
  public @Nullable Key other(Key end) {
    return end.equals(opener) ? acceptor : end.equals(acceptor) ? opener : null;
  }
}
