package dev.odeon.examples.bank;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.actor.Actors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The accounts of the bank: each is an actor. Half of them are written in C, half in WAT. */
final class Accounts {
  /** What each account has at first. */
  static final long DEPOSIT = 2_000;

  private static final int OF_EACH_KIND = 10;

  static final List<String> IDS =
      Stream.of("checking", "savings")
          .flatMap(kind -> IntStream.range(0, OF_EACH_KIND).mapToObj(i -> kind + "-" + i))
          .toList();

  /** It takes no money: what comes is sent back. */
  static final String CLOSED = "savings-9";

  private Accounts() {}

  /** What all accounts have together. */
  static long money() {
    return DEPOSIT * IDS.size();
  }

  /** Makes those that are not there. It does not matter how often, or where that was broken off. */
  static void open(Actors actors) {
    for (String id : IDS) {
      String guest = "bank/" + id.substring(0, id.indexOf('-'));
      Bytes toml = Bytes.utf8(SampleGuests.manifest(guest));
      Manifest manifest = Manifest.parse(guest + ".toml", toml, actors.capabilities());
      actors
          .lifecycle()
          .startIfAbsent(Key.actor(id), manifest, Bytes.wrap(SampleGuests.module(guest)));
      send(actors, id, "deposit", "deposit " + DEPOSIT);
    }
    send(actors, CLOSED, "close", "close");
  }

  private static void send(Actors actors, String account, String id, String text) {
    Message message = Message.send(Key.actor(account), id, Bytes.utf8(text));
    if (!(actors.deliver(message) instanceof Delivery.Accepted(var pending)
        && pending.await() instanceof Answer.Completed done
        && done.outcome() instanceof Outcome.Returned)) {
      throw new IllegalStateException(account + " does not take: " + text);
    }
  }

  /** What is in the account, after its last durable turn. */
  static long balance(Actors actors, String id) {
    Bytes state = actors.history().state(Key.actor(id), OptionalLong.empty()).state();
    ByteBuffer numbers = state.buffer().order(ByteOrder.LITTLE_ENDIAN);
    return numbers.getLong();
  }
}
