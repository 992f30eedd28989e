package dev.odeon.examples.bank;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the bank's customers know: which transfers were paid. It computes all balances from that
 * alone, without a look at any account.
 */
final class Books {
  private final List<Transfer> transfers;
  private final Decision[] decisions;
  private int decided;

  Books(List<Transfer> transfers) {
    this.transfers = transfers;
    this.decisions = new Decision[transfers.size()];
  }

  /** Notes an answer. A transfer that was sent again has the answer that it had before. */
  void note(int number, Decision decision) {
    if (decisions[number] != null && decisions[number] != decision) {
      throw new IllegalStateException(
          "transfer %d was %s and is %s".formatted(number, decisions[number], decision));
    }
    decisions[number] = decision;
    while (decided < decisions.length && decisions[decided] != null) {
      decided++;
    }
  }

  /** How many transfers are answered, without a gap. */
  int decided() {
    return decided;
  }

  Decision decision(Transfer transfer) {
    return decisions[transfer.number()];
  }

  /** Notes what became of transfers that were ordered for later, by their ids. */
  void note(Map<String, Decision> later) {
    for (Transfer transfer : transfers) {
      if (decision(transfer) == Decision.ORDERED) {
        Decision done = later.get(transfer.id());
        if (done == null) {
          throw new IllegalStateException("the timer of %s never fired".formatted(transfer));
        }
        decisions[transfer.number()] = done;
      }
    }
  }

  /** What each account should have. */
  Map<String, Long> balances() {
    Map<String, Long> balances = new HashMap<>();
    Accounts.IDS.forEach(id -> balances.put(id, Accounts.DEPOSIT));
    for (Transfer transfer : transfers) {
      boolean sentBack = transfer.to().equals(Accounts.CLOSED);
      if (decision(transfer) == Decision.PAID && !sentBack) {
        balances.merge(transfer.from(), -transfer.amount(), Long::sum);
        balances.merge(transfer.to(), transfer.amount(), Long::sum);
      }
    }
    return balances;
  }
}
