package dev.odeon.examples.bank;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.runtime.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * An order to move money from one account to another.
 *
 * @param number which of the orders, 0-based
 * @param later in how many milliseconds the account is to pay; 0 for at once
 */
record Transfer(int number, String from, String to, long amount, int later) {
  private static final int AMOUNT_MAX = 1_000;
  private static final int LATER_MAX = 3_000;

  /** One in so many is to be paid later. */
  private static final int LATER_SHARE = 8;

  /** Orders between the accounts of the bank, the same for the same seed. */
  static List<Transfer> random(long seed, int count) {
    Random random = new Random(seed);
    List<Transfer> all = new ArrayList<>(count);
    for (int number = 0; number < count; number++) {
      int from = random.nextInt(Accounts.IDS.size());
      int to = (from + 1 + random.nextInt(Accounts.IDS.size() - 1)) % Accounts.IDS.size();
      long amount = 1 + random.nextInt(AMOUNT_MAX);
      boolean later =
          random.nextInt(LATER_SHARE) == 0 && Accounts.IDS.get(from).startsWith("checking");
      all.add(
          new Transfer(
              number,
              Accounts.IDS.get(from),
              Accounts.IDS.get(to),
              amount,
              later ? 1 + random.nextInt(LATER_MAX) : 0));
    }
    return all;
  }

  /** Under this id the order takes effect once, however often it is sent. */
  String id() {
    return "transfer-" + number;
  }

  Message message() {
    String pays = "%s %d".formatted(to, amount);
    String text = later == 0 ? "pay " + pays : "order %s %d %s".formatted(id(), later, pays);
    return Message.send(Key.actor(from), id(), Bytes.utf8(text));
  }
}
