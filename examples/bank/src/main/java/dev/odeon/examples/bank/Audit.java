package dev.odeon.examples.bank;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import dev.odeon.runtime.actor.Actors;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Looks into the chains of all accounts, when the bank is closed: does all that happened add up?
 */
final class Audit {
  private final Actors actors;

  /** How often a message of a transfer took effect, by what it said and the transfer's id. */
  private final Map<String, Integer> effects = new HashMap<>();

  /** What became of the transfers that were ordered for later, by their ids. */
  private final Map<String, Decision> later = new HashMap<>();

  private int traps;

  private Audit(Actors actors) {
    this.actors = actors;
  }

  /**
   * Checks everything.
   *
   * @return what was checked, in one line
   * @throws IllegalStateException if anything does not add up
   */
  static String of(Path home, List<Transfer> transfers, Books books) {
    try (Actors actors = Actors.open(home)) {
      return new Audit(actors).check(transfers, books);
    }
  }

  private String check(List<Transfer> transfers, Books books) {
    Accounts.IDS.forEach(id -> count(Key.actor(id)));
    books.note(later);
    long money = 0;
    Map<String, Long> expected = books.balances();
    for (String id : Accounts.IDS) {
      long balance = Accounts.balance(actors, id);
      require(
          balance == expected.get(id),
          "%s has %d, the books say %d",
          id,
          balance,
          expected.get(id));
      money += balance;
    }
    require(money == Accounts.money(), "%d of %d are there", money, Accounts.money());
    int paid = 0;
    for (Transfer transfer : transfers) {
      int times = books.decision(transfer) == Decision.PAID ? 1 : 0;
      int back = transfer.to().equals(Accounts.CLOSED) ? times : 0;
      require("pay", transfer, times);
      require("credit", transfer, times);
      require("return", transfer, back);
      paid += times;
    }
    for (String id : Accounts.IDS) {
      require(actors.history().replay(Key.actor(id), _ -> {}).equal(), "%s does not replay", id);
    }
    return "%d transfers, %d of them by timers: %d paid once each, %d refused; %d turns trapped; %d accounts have %d"
        .formatted(
            transfers.size(),
            later.size(),
            paid,
            transfers.size() - paid,
            traps,
            expected.size(),
            money);
  }

  /** Counts what took effect in one chain. */
  private void count(Key account) {
    long last = actors.chains().head(account).orElseThrow().height();
    for (long height = 0; height <= last; height++) {
      Block block = block(account, height);
      switch (block.event(0).data()) {
        case EventData.Message message -> took(block, message.body(), transferOf(message));
        case EventData.Timer timer -> {
          took(block, Objects.requireNonNull(timer.body()), timer.timer());
          Decision done =
              switch (block.header().outcome()) {
                case Outcome.Returned _ -> Decision.PAID;
                case Outcome.Rejected _ -> Decision.REFUSED;
                case Outcome _ -> null; // it fires again
              };
          require(
              done == null || later.put(timer.timer(), done) == null,
              "the timer %s fired twice",
              timer.timer());
        }
        default -> {}
      }
    }
  }

  private void took(Block block, Bytes message, String transfer) {
    switch (block.header().outcome()) {
      case Outcome.Returned _ ->
          effects.merge(message.text().split(" ")[0] + " " + transfer, 1, Integer::sum);
      case Outcome.Trapped _ -> traps++;
      case Outcome _ -> {}
    }
  }

  /** The id of the transfer that a message belongs to: that of the message or timer it began with. */
  private String transferOf(EventData.Message message) {
    return switch (message.id()) {
      case MessageId.Outside(String id) -> id;
      case MessageId.Sent sent ->
          switch (block(sent.sender(), sent.height()).event(0).data()) {
            case EventData.Message cause -> transferOf(cause);
            case EventData.Timer timer -> timer.timer();
            default -> throw new IllegalStateException("nothing began " + sent);
          };
      case null -> throw new IllegalStateException("a message without an id");
    };
  }

  private Block block(Key key, long height) {
    return actors.chains().block(key, height).orElseThrow();
  }

  private void require(String verb, Transfer transfer, int times) {
    int found = effects.getOrDefault(verb + " " + transfer.id(), 0);
    require(found == times, "%s of %s took effect %d times, not %d", verb, transfer, found, times);
  }

  private static void require(boolean holds, String otherwise, Object... values) {
    if (!holds) {
      throw new IllegalStateException(otherwise.formatted(values));
    }
  }
}
