package dev.odeon.examples.bank;

/** What the paying account made of a transfer. */
enum Decision {
  /** The money left the account. */
  PAID,
  /** There was not enough money. */
  REFUSED
}
