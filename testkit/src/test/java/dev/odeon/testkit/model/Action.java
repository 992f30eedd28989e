package dev.odeon.testkit.model;

/** What can happen in one step. */
enum Action {
  SEND("the client sends to the sender what is not answered"),
  SENDER_RUNS("the sender runs on message %d, and its block is handed to the log"),
  DUPLICATE_REQUEST("the sender finds that it took message %d before, and runs nothing"),
  TIMER_FIRES("the timer is due: the sender runs, and its block is handed to the log"),
  TIMER_DROPPED("the timer is due: the sender finds that it is not set any more, and runs nothing"),
  WRITE("the log writes %d block%s as one batch"),
  WRITE_FAILS("the disk is full: %d block%s cannot be written and dropped"),
  SYNC("fdatasync returns: %d more block%s durable"),
  APPLY("the effects of %s are applied, its answer leaves"),
  HAND_OVER("the outbox hands message %d to the receiver's mailbox"),
  MAILBOX_FULL("the receiver's mailbox is full and refuses message %d"),
  NOTE("the outbox notes on the disk what is done"),
  DUPLICATE_DELIVERY("the receiver finds that it closed message %d before, and runs nothing"),
  PREDECESSOR_OPEN("the receiver refuses message %d: its predecessor is not closed"),
  RECEIVER_RUNS("the receiver runs on message %d, and its block is handed to the log"),
  RECEIVER_TRAPS("the receiver traps on message %d, and its block is handed to the log"),
  DEAD_LETTER("the receiver gives message %d up: the dead letter's block is handed to the log"),
  CRASH("the process is killed and started again: it finds what was durable"),
  CRASH_KEEPS_BATCH("the process is killed and started again: it finds the last batch, too");

  private final String words;

  Action(String words) {
    this.words = words;
  }

  /** The step in words. */
  String words(int subject) {
    return switch (this) {
      case WRITE, WRITE_FAILS -> words.formatted(subject, subject == 1 ? "" : "s");
      case SYNC -> words.formatted(subject, subject == 1 ? " is" : "s are");
      case APPLY -> words.formatted(ModelBlock.ALL.get(subject));
      default -> words.formatted(subject + 1);
    };
  }

  /** Whether it is a fault that might as well not happen. */
  boolean isCrash() {
    return this == CRASH || this == CRASH_KEEPS_BATCH;
  }
}
