package dev.odeon.chain.verify;

import dev.odeon.base.Key;
import org.jspecify.annotations.Nullable;

/**
 * Something that verification found wrong in the log of a home.
 *
 * @param kind what sort of thing
 * @param key whose block it is; null if no block can be named
 * @param height of the block; -1 if none can be named
 * @param position of the record in the log; -1 if it is not about one
 * @param what is wrong, in words
 */
public record HistoryFinding(
    Kind kind, @Nullable Key key, long height, long position, String what) {
  /** What sort of thing is wrong. */
  public enum Kind {
    /** The log's own checksums or frames are broken. */
    DAMAGE,
    /** Bytes are not in the format they should be. */
    FORMAT,
    /** An event is not the one its block commits to. */
    EVENT,
    /** A block is not the one that the next block of its chain names as its parent. */
    LINK,
    /** A chain lacks a block, or has one twice. */
    HEIGHT,
    /** A state does not have the hash it should have. */
    STATE,
    /** Content does not have its hash. */
    CONTENT,
    /** A block is not the leaf that the log tree keeps. */
    LEAF,
    /** The log ends before what a mark names. */
    SHORTENED,
    /** The log is not the one that a mark names. */
    REWRITTEN
  }

  /** One line for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    if (key != null) {
      text.append("block ").append(height).append(" of ").append(key).append(": ");
    }
    text.append(what);
    if (position >= 0) {
      text.append(" (log position ").append(position).append(')');
    }
    return text.toString();
  }
}
