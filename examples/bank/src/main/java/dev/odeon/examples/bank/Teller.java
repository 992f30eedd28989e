package dev.odeon.examples.bank;

import dev.odeon.base.Outcome;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.actor.Actors;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The process that has the bank open: it sends the transfers from one number on, and says a line
 * for each that is answered. It may be killed at any time.
 */
final class Teller {
  static final String SETTLED = "settled";

  private static final int AT_A_TIME = 64;
  private static final long PAUSE_MILLIS = 5;

  /** Turns that trap are usual here, and a warning for each would be much to read. */
  private static final Logger ODEON = Logger.getLogger("dev.odeon");

  private final Actors actors;
  private final List<Transfer> transfers;
  private final AtomicInteger next;

  private Teller(Actors actors, List<Transfer> transfers, int first) {
    this.actors = actors;
    this.transfers = transfers;
    this.next = new AtomicInteger(first);
  }

  /** Its arguments are the home, the seed, how many transfers there are, and the first to send. */
  static void main(String[] args) throws InterruptedException {
    ODEON.setLevel(Level.SEVERE);
    List<Transfer> transfers = Transfer.random(Long.parseLong(args[1]), Integer.parseInt(args[2]));
    try (Actors actors = Actors.open(Path.of(args[0]))) {
      Accounts.open(actors);
      Teller teller = new Teller(actors, transfers, Integer.parseInt(args[3]));
      teller.sendAll();
      teller.awaitTimersAndDelivery();
    }
    say(SETTLED);
  }

  private void sendAll() {
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < AT_A_TIME; i++) {
        workers.submit(this::work);
      }
    }
  }

  private void work() {
    try {
      for (int i = next.getAndIncrement(); i < transfers.size(); i = next.getAndIncrement()) {
        Transfer transfer = transfers.get(i);
        say(transfer.number() + " " + send(transfer));
      }
    } catch (InterruptedException | RuntimeException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(2);
    }
  }

  /**
   * Sends a transfer under its id until the account has decided. A turn that trapped decides
   * nothing, and neither does a mailbox that is full.
   */
  private Decision send(Transfer transfer) throws InterruptedException {
    while (true) {
      if (actors.deliver(transfer.message()) instanceof Delivery.Accepted(var pending)
          && pending.await() instanceof Answer.Completed done) {
        if (done.outcome() instanceof Outcome.Returned) {
          return transfer.later() == 0 ? Decision.PAID : Decision.ORDERED;
        }
        if (done.outcome() instanceof Outcome.Rejected) {
          return Decision.REFUSED;
        }
      } else {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  /** Waits until no account has a timer that is still to pay, and then none a message to send. */
  private void awaitTimersAndDelivery() throws InterruptedException {
    while (actors.workload().timers() > 0 || actors.workload().outboxWaiting() > 0) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private static synchronized void say(String line) {
    IO.println(line);
  }
}
