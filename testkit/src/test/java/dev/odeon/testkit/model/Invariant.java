package dev.odeon.testkit.model;

/** What holds in every state, in plain words. */
enum Invariant {
  LOST(
      "Nothing acknowledged is lost: a message that its sender outside was told is done is in the"
          + " actor's chain, after any crash."),
  TWICE(
      "No effect happens twice: a chain takes each message once, and a timer fires once, never"
          + " after its cancellation."),
  ORDER("Messages of one sender, receiver and priority are closed in the order they were sent."),
  EARLY(
      "Nothing leaves before it is durable: no answer, no message and no timer of a block that a"
          + " crash could take away."),
  PHANTOM(
      "Nothing is received that was never sent: what the receiver's chain has, the sender's"
          + " has."),
  SETTLED(
      "Every message is settled in the end: from every state there is a way, without another"
          + " crash, to one where each message is answered, has its effect or is a dead letter, and no"
          + " timer is left.");

  private final String words;

  Invariant(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
