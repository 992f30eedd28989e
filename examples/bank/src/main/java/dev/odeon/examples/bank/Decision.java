package dev.odeon.examples.bank;

/** What the paying account made of a transfer. */
enum Decision {
  /** The money left the account. */
  PAID,
  /** There was not enough money, or the other account said that it is closed. */
  REFUSED,
  /** The money leaves the account later, or is refused then. */
  ORDERED
}
