package dev.odeon.testkit.model;

import dev.odeon.testkit.model.DeliveryModel.Faults;
import java.util.List;

/** A mistake that an implementation could make. */
enum Mutant {
  NONE("Nothing is wrong.", new Faults(2, 1)),
  ACK_BEFORE_SYNC(
      "The answer leaves when the block is handed to the log, before `fdatasync`.",
      new Faults(1, 0),
      Invariant.LOST,
      Invariant.EARLY),
  DELIVERY_BEFORE_DURABLE(
      "The outbox delivers a message whose block is not durable yet.",
      new Faults(1, 1),
      Invariant.EARLY,
      Invariant.PHANTOM),
  MARK_BEFORE_DELIVERY(
      "The outbox marks a message as done before the receiver closed it.",
      new Faults(1, 0),
      Invariant.SETTLED),
  REQUEST_DEDUP_SKIPPED(
      "Nobody checks whether a message from outside was taken before.",
      new Faults(1, 0),
      Invariant.TWICE),
  DELIVERY_DEDUP_SKIPPED(
      "Nobody checks whether a message of an actor was closed before.",
      new Faults(1, 0),
      Invariant.TWICE),
  FAILED_ATTEMPT_MOVES_MARK(
      "A failed attempt moves the receiver's dedup mark.",
      new Faults(1, 0),
      Invariant.SETTLED,
      Invariant.ORDER),
  SUCCESSOR_OVERTAKES(
      "A delivery does not name its predecessor: one that was refused is overtaken.",
      new Faults(1, 0),
      Invariant.ORDER),
  TIMER_FIRES_TWICE("Recovery arms a timer that has fired.", new Faults(1, 0), Invariant.TWICE),
  CANCELLED_TIMER_FIRES(
      "A timer fires without a check that it is still set.", new Faults(1, 0), Invariant.TWICE),
  RECOVERY_WITHOUT_SYNC(
      "Recovery reads the last batch before it has synced it.",
      new Faults(2, 0),
      Invariant.LOST,
      Invariant.EARLY);

  private final String words;
  private final Faults faults;
  private final List<Invariant> breaks;

  Mutant(String words, Faults faults, Invariant... breaks) {
    this.words = words;
    this.faults = faults;
    this.breaks = List.of(breaks);
  }

  /** The mistake in words. */
  String words() {
    return words;
  }

  /** The faults that are enough to find it. */
  Faults faults() {
    return faults;
  }

  /** The invariants that it breaks. */
  List<Invariant> breaks() {
    return breaks;
  }
}
