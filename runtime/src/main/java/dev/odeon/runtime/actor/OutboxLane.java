package dev.odeon.runtime.actor;

import dev.odeon.base.Key;
import dev.odeon.chain.EventData.Lane;
import dev.odeon.chain.MessageId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one actor to another one in one lane that are not closed, in order. Some of the
 * first may be handed in at the same time: in the receiver's mailbox, or in flight. If one of them
 * is not taken or fails, so are those behind it; then all are answered, and handed in again from
 * the first. Guarded by its {@link Outbox}.
 */
final class OutboxLane {
  /** How many are handed in at a time. */
  private static final int WINDOW = 64;

  /**
   * Which lane.
   *
   * @param sender who sent
   * @param receiver who gets it
   * @param lane which way
   */
  record Name(Key sender, Key receiver, Lane lane) {}

  /** Why it hands nothing in for now. */
  enum Pause {
    /** It does. */
    NONE,
    /** The mailbox is full, and tells when it is not. */
    FULL,
    /** What keeps the receiver from taking anything is looked into. */
    EXAMINED,
    /** The receiver does not run; it is told when that changes. */
    STOPPED,
    /** What keeps it from being taken will pass: a timer runs. */
    DELAYED,
    /** The sender's chain gets a block that closes the first of them. */
    SETTLING
  }

  private final Name name;

  /** Handed in, and not closed; some may be answered already. */
  private final Deque<SentMessage> handed = new ArrayDeque<>();

  /** To be handed in. */
  private final Deque<SentMessage> waiting = new ArrayDeque<>();

  private Pause pause = Pause.NONE;

  /** How many of those handed in have no answer. */
  private int unanswered;

  /** Whether one of those handed in was not closed: no more are until all are answered. */
  private boolean broken;

  /** Whether the first of them was not even taken. */
  private boolean refused;

  /** Whether they go one at a time, as the last one was not closed. */
  private boolean careful;

  /** Whether a thread hands them in, and whether it shall look once more. */
  private boolean handing;

  private boolean again;
  private boolean failing;
  private int refusals;

  OutboxLane(Name name) {
    this.name = name;
  }

  Name name() {
    return name;
  }

  void add(SentMessage message) {
    waiting.addLast(message);
  }

  /** Whether nothing is left of it. */
  boolean isEmpty() {
    return handed.isEmpty() && waiting.isEmpty() && unanswered == 0 && !handing;
  }

  /** Whether it goes on by itself. */
  boolean isMoving() {
    return pause != Pause.STOPPED && !isEmpty();
  }

  /** The oldest message; null if there is none. */
  @Nullable SentMessage first() {
    return handed.isEmpty() ? waiting.peekFirst() : handed.peekFirst();
  }

  /** The next message to be handed in; null if none is now. Then {@link #handedIn} is called. */
  @Nullable SentMessage next() {
    if (handing) {
      again = true;
      return null;
    }
    if (pause != Pause.NONE
        || broken
        || waiting.isEmpty()
        || unanswered >= (careful ? 1 : WINDOW)) {
      return null;
    }
    SentMessage next = waiting.removeFirst();
    next.follows(handed.peekLast());
    handed.addLast(next);
    unanswered++;
    handing = true;
    again = false;
    return next;
  }

  /**
   * The next message is in the mailbox, or that is full.
   *
   * @return whether to go on
   */
  boolean handedIn(SentMessage message, boolean full) {
    handing = false;
    if (full) {
      unanswered--;
      boolean _ = handed.remove(message);
      waiting.addFirst(message);
      if (!again) {
        pause = Pause.FULL;
      }
      return again;
    }
    return true;
  }

  /** There is room in the mailbox. Whether it waited for that. */
  boolean room() {
    again |= handing;
    return resumes(Pause.FULL);
  }

  /** Goes on if {@code from} is why it does not; whether that is so. */
  boolean resumes(Pause from) {
    boolean paused = pause == from;
    if (paused) {
      pause = Pause.NONE;
    }
    return paused;
  }

  void pause(Pause why) {
    pause = why;
  }

  /** The receiver's chain closed {@code id}, and so all before it. How many that are. */
  int closed(MessageId.Sent id) {
    unanswered--;
    careful = false;
    refusals = 0;
    int count = 0;
    while (!handed.isEmpty() && !isAfter(handed.getFirst().messageId(), id)) {
      handed.removeFirst();
      count++;
    }
    return count;
  }

  private static boolean isAfter(MessageId.Sent one, MessageId.Sent other) {
    return one.height() > other.height()
        || one.height() == other.height() && one.index() > other.index();
  }

  /**
   * {@code message} was answered and is not closed.
   *
   * @param taken whether it was taken at least
   */
  void failed(SentMessage message, boolean taken) {
    unanswered--;
    broken = true;
    careful = true;
    refused |= !taken && handed.peekFirst() == message;
  }

  /**
   * If all that were handed in are answered and one of them was not closed, gets ready to hand them
   * in again.
   *
   * @return whether it must be looked into first why the first one was not taken
   */
  boolean rewound() {
    if (!broken || unanswered > 0) {
      return false;
    }
    broken = false;
    while (!handed.isEmpty()) {
      waiting.addFirst(handed.removeLast());
    }
    boolean examine = refused && !waiting.isEmpty();
    refused = false;
    if (examine) {
      pause = Pause.EXAMINED;
    }
    return examine;
  }

  /** How often in a row the first one was not taken, this time included. */
  int refusals() {
    return ++refusals;
  }

  /**
   * Up to {@code most} of the oldest messages, none of which is handed in: each is told to {@link
   * #settled} next.
   */
  List<SentMessage> oldest(int most) {
    List<SentMessage> oldest = new ArrayList<>();
    Iterator<SentMessage> all = waiting.iterator();
    while (all.hasNext() && oldest.size() < most) {
      oldest.add(all.next());
    }
    unanswered = oldest.size();
    failing = false;
    return oldest;
  }

  /** The sender's chain closed {@code message}, or could not. Whether that was the last one. */
  boolean settled(SentMessage message, boolean closed) {
    unanswered--;
    if (closed) {
      boolean _ = waiting.remove(message);
    } else {
      failing = true;
    }
    return unanswered == 0;
  }

  /** Whether one of those could not be closed. */
  boolean isFailing() {
    return failing;
  }
}
