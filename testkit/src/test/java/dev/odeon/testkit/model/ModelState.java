package dev.odeon.testkit.model;

import java.util.Arrays;

/**
 * One state of the model: what the disk has, what the process has in memory, and what the client
 * outside knows. Mutable while a step makes it; {@link #pack} makes one number of it.
 *
 * <p>Blocks that are durable and whose effects were applied are kept as a summary alone ({@link
 * #taken}, {@link #timer}, {@link #receiver}), since nothing that follows depends on their order;
 * the others stand in {@link #tail}, in the order of the log.
 */
final class ModelState {
  static final int MESSAGES = 3;

  /** Failed attempts after which a message becomes a dead letter. */
  static final int ATTEMPTS_MAX = 2;

  /** The most blocks in flight. */
  static final int IN_FLIGHT_MAX = 4;

  static final int CRASHES_MAX = 2;
  static final int FAILED_WRITES_MAX = 1;

  /** What the outbox has in memory of a message; pending if it does not know it yet. */
  enum Entry {
    PENDING,
    REFUSED,
    HANDED_OVER,
    ACKNOWLEDGED
  }

  /** What a chain says of the timer. */
  enum Timer {
    NEVER_SET,
    SET,
    FIRED,
    CANCELLED
  }

  /** What the receiver's chain says of a message that is closed; less is the failed attempts. */
  static final int CLOSED = ATTEMPTS_MAX + 1;

  /** The message whose turn sets the timer, and the one whose turn cancels it. */
  static final int SETS_TIMER = 0;

  static final int CANCELS_TIMER = 2;

  /** The message that has a successor in its lane; the last one has a lane of its own. */
  static final int FIRST_OF_LANE = 0;

  /** The message on which the receiver may trap. */
  static final int MAY_TRAP = 0;

  private static final Entry[] ENTRIES = Entry.values();
  private static final Timer[] TIMERS = Timer.values();

  /** What the client outside was told is done. */
  final boolean[] answered = new boolean[MESSAGES];

  /** What waits in the sender's mailbox. */
  final boolean[] inbox = new boolean[MESSAGES];

  /** Whether the timer waits in memory for its time. */
  boolean armed;

  final Entry[] entries = new Entry[MESSAGES];

  /** The messages in the receiver's mailbox, first in first out. */
  final int[] mailbox = new int[MESSAGES];

  int waiting;

  int taken;
  Timer timer = Timer.NEVER_SET;
  final int[] receiver = new int[MESSAGES];
  final boolean[] noted = new boolean[MESSAGES];
  int crashes;
  int failedWrites;

  final ModelBlock[] tail = new ModelBlock[IN_FLIGHT_MAX];
  int length;
  int written;
  int durable;
  int applied;

  ModelState() {
    Arrays.fill(entries, Entry.PENDING);
  }

  ModelState copy() {
    ModelState copy = new ModelState();
    System.arraycopy(answered, 0, copy.answered, 0, MESSAGES);
    System.arraycopy(inbox, 0, copy.inbox, 0, MESSAGES);
    System.arraycopy(entries, 0, copy.entries, 0, MESSAGES);
    System.arraycopy(mailbox, 0, copy.mailbox, 0, MESSAGES);
    System.arraycopy(receiver, 0, copy.receiver, 0, MESSAGES);
    System.arraycopy(noted, 0, copy.noted, 0, MESSAGES);
    System.arraycopy(tail, 0, copy.tail, 0, length);
    copy.armed = armed;
    copy.waiting = waiting;
    copy.taken = taken;
    copy.timer = timer;
    copy.crashes = crashes;
    copy.failedWrites = failedWrites;
    copy.length = length;
    copy.written = written;
    copy.durable = durable;
    copy.applied = applied;
    return copy;
  }

  /** All of it as one number, in mixed radix. */
  long pack() {
    MixedRadix.Writer to = new MixedRadix.Writer();
    for (int message = 0; message < MESSAGES; message++) {
      to.put(answered[message] ? 1 : 0, 2);
      to.put(inbox[message] ? 1 : 0, 2);
      to.put(entries[message].ordinal(), ENTRIES.length);
      to.put(message < waiting ? mailbox[message] + 1 : 0, MESSAGES + 1);
      to.put(receiver[message], CLOSED + 1);
      to.put(noted[message] ? 1 : 0, 2);
    }
    to.put(armed ? 1 : 0, 2);
    to.put(taken, MESSAGES + 1);
    to.put(timer.ordinal(), TIMERS.length);
    to.put(crashes, CRASHES_MAX + 1);
    to.put(failedWrites, FAILED_WRITES_MAX + 1);
    for (int block = 0; block < IN_FLIGHT_MAX; block++) {
      to.put(block < length ? tail[block].code() + 1 : 0, ModelBlock.ALL.size() + 1);
    }
    to.put(written, IN_FLIGHT_MAX + 1);
    to.put(durable, IN_FLIGHT_MAX + 1);
    to.put(applied, IN_FLIGHT_MAX + 1);
    return to.number();
  }

  static ModelState unpack(long number) {
    MixedRadix.Reader from = new MixedRadix.Reader(number);
    ModelState state = new ModelState();
    for (int message = 0; message < MESSAGES; message++) {
      state.answered[message] = from.take(2) == 1;
      state.inbox[message] = from.take(2) == 1;
      state.entries[message] = ENTRIES[from.take(ENTRIES.length)];
      int delivered = from.take(MESSAGES + 1);
      if (delivered > 0) {
        state.mailbox[state.waiting++] = delivered - 1;
      }
      state.receiver[message] = from.take(CLOSED + 1);
      state.noted[message] = from.take(2) == 1;
    }
    state.armed = from.take(2) == 1;
    state.taken = from.take(MESSAGES + 1);
    state.timer = TIMERS[from.take(TIMERS.length)];
    state.crashes = from.take(CRASHES_MAX + 1);
    state.failedWrites = from.take(FAILED_WRITES_MAX + 1);
    for (int block = 0; block < IN_FLIGHT_MAX; block++) {
      int code = from.take(ModelBlock.ALL.size() + 1);
      if (code > 0) {
        state.tail[state.length++] = ModelBlock.ALL.get(code - 1);
      }
    }
    state.written = from.take(IN_FLIGHT_MAX + 1);
    state.durable = from.take(IN_FLIGHT_MAX + 1);
    state.applied = from.take(IN_FLIGHT_MAX + 1);
    return state;
  }

  /** Whether the sender's chain has the message, in flight or durable. */
  boolean senderHas(int message) {
    return message < taken || inTail(BlockKind.TOOK, message, length);
  }

  /** Whether the effects of the sender's block of the message were applied. */
  boolean sent(int message) {
    return message < taken || inTail(BlockKind.TOOK, message, applied);
  }

  /** Whether the sender's block of the message would survive any crash. */
  boolean sentDurably(int message) {
    return message < taken || inTail(BlockKind.TOOK, message, durable);
  }

  /** What the receiver's chain says of the message: its failed attempts, or {@link #CLOSED}. */
  int received(int message) {
    return received(message, length);
  }

  /** The same, of the blocks whose effects were applied. */
  int receivedAndApplied(int message) {
    return received(message, applied);
  }

  private int received(int message, int blocks) {
    int received = receiver[message];
    for (int i = 0; i < blocks; i++) {
      if (tail[i].message() == message) {
        received = next(received, tail[i].kind());
      }
    }
    return received;
  }

  private static int next(int received, BlockKind kind) {
    if (kind.closes()) {
      return CLOSED;
    }
    return kind == BlockKind.TRAPPED ? Math.min(received + 1, CLOSED) : received;
  }

  /** What the sender's chain says of the timer. */
  Timer timer() {
    Timer now = timer;
    for (int i = 0; i < length; i++) {
      now = next(now, tail[i]);
    }
    return now;
  }

  private static Timer next(Timer now, ModelBlock block) {
    if (block.kind() == BlockKind.FIRED) {
      return Timer.FIRED;
    }
    if (block.kind() != BlockKind.TOOK) {
      return now;
    }
    if (block.message() == SETS_TIMER && now == Timer.NEVER_SET) {
      return Timer.SET;
    }
    return block.message() == CANCELS_TIMER && now == Timer.SET ? Timer.CANCELLED : now;
  }

  private boolean inTail(BlockKind kind, int message, int blocks) {
    for (int i = 0; i < blocks; i++) {
      if (tail[i].kind() == kind && tail[i].message() == message) {
        return true;
      }
    }
    return false;
  }

  boolean mayAppend() {
    return length < IN_FLIGHT_MAX;
  }

  void append(BlockKind kind, int message) {
    tail[length++] = ModelBlock.of(kind, message);
  }

  /** Forgets the order of blocks that are durable and applied. */
  void summarize() {
    while (applied > 0 && durable > 0) {
      ModelBlock block = tail[0];
      timer = next(timer, block);
      if (block.kind() == BlockKind.TOOK) {
        taken = Math.max(taken, block.message() + 1);
      } else if (block.kind() != BlockKind.FIRED) {
        receiver[block.message()] = next(receiver[block.message()], block.kind());
      }
      System.arraycopy(tail, 1, tail, 0, --length);
      written--;
      durable--;
      applied--;
    }
  }

  /**
   * The outbox keeps a message that was refused, to hand it over again. Only where it has a
   * successor does it matter that it was tried before.
   */
  void refuse(int message) {
    entries[message] = message == FIRST_OF_LANE ? Entry.REFUSED : Entry.PENDING;
  }

  /** Takes the first message out of the receiver's mailbox. */
  int takeFromMailbox() {
    int first = mailbox[0];
    System.arraycopy(mailbox, 1, mailbox, 0, --waiting);
    return first;
  }

  /** Whether nothing is left to do. */
  boolean settled() {
    boolean all = length == 0 && !armed && timer != Timer.SET;
    for (int message = 0; all && message < MESSAGES; message++) {
      all =
          answered[message]
              && receiver[message] == CLOSED
              && entries[message] == Entry.ACKNOWLEDGED;
    }
    return all;
  }
}
