package dev.odeon.demo;

import dev.odeon.cli.Failure;
import dev.odeon.cli.ProgressLine;
import dev.odeon.cli.actor.Feed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of the demo on their way to the actor, and what was acknowledged. A line's message id
 * is its number, the same however often it is sent.
 */
final class DemoFeeding {
  /** How many lines are on their way at once. */
  static final int IN_FLIGHT = 64;

  /** How the message ids begin. */
  static final String PREFIX = "line-";

  private final List<String> lines;
  private final Map<Integer, Feed.Acknowledgement> acknowledged = new HashMap<>();
  private int duplicates;

  DemoFeeding(List<String> lines) {
    this.lines = lines;
  }

  /** The message id of the line at {@code index}, 0-based. */
  static String id(int index) {
    return PREFIX + (index + 1);
  }

  /** The index of the line whose message id is {@code id}, 0-based. */
  static int index(String id) {
    return Integer.parseInt(id.substring(PREFIX.length())) - 1;
  }

  /** What the actor is asked for a line. */
  static String body(String line) {
    return "+" + line;
  }

  /** What was acknowledged, by the line's index. */
  Map<Integer, Feed.Acknowledgement> acknowledged() {
    return acknowledged;
  }

  /** How many lines the actor said it had done before. */
  int duplicates() {
    return duplicates;
  }

  /**
   * Sends lines until {@code enough} are acknowledged, then kills the process. Not more than {@code
   * most} are sent, so not more can be acknowledged.
   *
   * @return how many lines were sent and not known to be acknowledged at that moment
   */
  int feedAndKill(Feed feed, int enough, int most, ProgressLine progress) {
    int sent = 0;
    while (acknowledged.size() < enough) {
      while (sent < most && sent - acknowledged.size() < IN_FLIGHT) {
        send(feed, sent++);
      }
      feed.flush();
      take(require(feed));
      progress.at(acknowledged.size(), lines.size());
    }
    int inFlight = sent - acknowledged.size();
    feed.kill();
    // What the process wrote before it died was acknowledged, even if nobody had read it yet.
    for (Feed.@Nullable Acknowledgement left = feed.next(); left != null; left = feed.next()) {
      take(left);
    }
    return inFlight;
  }

  /** Sends every line that is not acknowledged, in order; returns how many those were. */
  int feedRest(Feed feed, ProgressLine progress) {
    List<Integer> rest =
        IntStream.range(0, lines.size())
            .filter(index -> !acknowledged.containsKey(index))
            .boxed()
            .toList();
    int sent = 0;
    for (int done = 0; done < rest.size(); done++) {
      while (sent < rest.size() && sent - done < IN_FLIGHT) {
        send(feed, rest.get(sent++));
      }
      feed.flush();
      take(require(feed));
      progress.at(acknowledged.size(), lines.size());
    }
    return rest.size();
  }

  private void send(Feed feed, int index) {
    feed.send(id(index), body(lines.get(index)));
  }

  private static Feed.Acknowledgement require(Feed feed) {
    Feed.Acknowledgement next = feed.next();
    if (next == null) {
      throw Failure.failed("the process of the actor ended by itself: " + feed.complaint());
    }
    return next;
  }

  private void take(Feed.Acknowledgement acknowledgement) {
    acknowledged.put(index(acknowledgement.id()), acknowledgement);
    duplicates += acknowledgement.duplicate() ? 1 : 0;
  }
}
