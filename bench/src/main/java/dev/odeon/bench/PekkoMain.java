package dev.odeon.bench;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/**
 * Pairs of Apache Pekko's typed actors that send a message to and fro. A line on the input has them
 * play for about a tenth of a second; the answer says how many messages that were, and how many
 * nanoseconds.
 */
public final class PekkoMain {
  private static final long PLAY_NANOS = 100_000_000;

  private PekkoMain() {}

  /** What its actors keep. */
  enum Kind {
    /** Nothing. */
    MEMORY("pekko"),
    /** An event for each message, in the journal of Pekko that is in memory. */
    JOURNAL("pekko-journal");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /** A message; the last one goes nowhere. */
  private record Volley(long left, List<ActorRef<Volley>> players, CountDownLatch done) {
    void sendOn() {
      if (left == 0) {
        done.countDown();
      } else {
        players.get((int) (left % 2)).tell(new Volley(left - 1, players, done));
      }
    }
  }

  /** Takes the kind and the number of pairs. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Kind kind = Kind.valueOf(args[0]);
    int pairs = Integer.parseInt(args[1]);
    List<List<ActorRef<Volley>>> players = new ArrayList<>();
    CountDownLatch started = new CountDownLatch(1);
    Behavior<Void> root =
        Behaviors.setup(context -> {
          for (int pair = 0; pair < pairs; pair++) {
            players.add(
                List.of(
                    context.spawn(player(kind, "ping-" + pair), "ping-" + pair),
                    context.spawn(player(kind, "pong-" + pair), "pong-" + pair)));
          }
          started.countDown();
          return Behaviors.empty();
        });
    ActorSystem<Void> system = ActorSystem.create(root, "peer", config());
    started.await();
    long volley = 100;
    while (System.in.read() >= 0) {
      CountDownLatch done = new CountDownLatch(pairs);
      long begun = System.nanoTime();
      for (List<ActorRef<Volley>> pair : players) {
        pair.getFirst().tell(new Volley(volley, pair, done));
      }
      done.await();
      long took = System.nanoTime() - begun;
      System.out.println(pairs * (volley + 1) + " " + took);
      volley = Math.clamp(Math.round((double) volley * PLAY_NANOS / took), 1, 4 * volley);
    }
    system.terminate();
  }

  private static Config config() {
    return ConfigFactory.parseString(
            """
            pekko.loglevel = "ERROR"
            pekko.stdout-loglevel = "OFF"
            pekko.persistence.journal.plugin = "pekko.persistence.journal.inmem"
            pekko.persistence.snapshot-store.plugin = "pekko.persistence.snapshot-store.local"
            """)
        .withFallback(ConfigFactory.load());
  }

  private static Behavior<Volley> player(Kind kind, String id) {
    return switch (kind) {
      case MEMORY ->
          Behaviors.receiveMessage(volley -> {
            volley.sendOn();
            return Behaviors.same();
          });
      case JOURNAL -> new Durable(id);
    };
  }

  /** Persists an event for each message, and sends it on when that is done. */
  private static final class Durable extends EventSourcedBehavior<Volley, Long, Long> {
    Durable(String id) {
      super(PersistenceId.ofUniqueId(id));
    }

    @Override
    public Long emptyState() {
      return 0L;
    }

    @Override
    public CommandHandler<Volley, Long, Long> commandHandler() {
      return newCommandHandlerBuilder()
          .forAnyState()
          .onAnyCommand(
              (count, volley) -> Effect().persist(volley.left()).thenRun(_ -> volley.sendOn()));
    }

    @Override
    public EventHandler<Long, Long> eventHandler() {
      return (count, event) -> count + 1;
    }
  }
}
