package dev.odeon.runtime;

import dev.odeon.base.Key;
import java.util.Locale;

/**
 * Where a replay and the chain disagree.
 *
 * @param key whose chain
 * @param height the block
 * @param event the index of the event in the block, or -1 if it is the header that differs
 * @param what what differs, such as {@code state} or {@code host call}
 * @param expected what the chain says, for people
 * @param actual what the guest did, for people
 */
public record Divergence(
    Key key, long height, int event, String what, String expected, String actual) {
  /** One line for people. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%s block %d%s: %s differs: the chain has %s, the guest made %s",
        key,
        height,
        event < 0 ? "" : " event " + event,
        what,
        expected,
        actual);
  }
}
