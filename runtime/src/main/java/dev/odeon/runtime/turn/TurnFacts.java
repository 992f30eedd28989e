package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.host.RandomStream;
import dev.odeon.host.TurnContext;
import dev.odeon.runtime.Registration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a guest may know of its turn that is the same when the turn is run again. */
abstract class TurnFacts implements TurnContext {
  private final Key self;
  private final long height;
  private final long timeMillis;
  private final Bytes seed;
  private @Nullable RandomStream random;

  TurnFacts(Key self, long height, long timeMillis, Bytes seed) {
    this.self = self;
    this.height = height;
    this.timeMillis = timeMillis;
    this.seed = seed;
  }

  /** Whether messages to {@code key} are possible at all. */
  public final boolean takesMessages(Key key) {
    return !key.category().equals(Registration.PLUGINS)
        && !key.category().equals(Registration.SYSTEM);
  }

  @Override
  public final Key self() {
    return self;
  }

  @Override
  public final long height() {
    return height;
  }

  @Override
  public final long timeMillis() {
    return timeMillis;
  }

  /** The requests that a turn may end still: those that are open and its own, without others. */
  static List<String> unclaimed(List<String> open, @Nullable String own, Set<String> claimed) {
    Set<String> left = new LinkedHashSet<>(open);
    if (own != null) {
      left.add(own);
    }
    left.removeAll(claimed);
    return List.copyOf(left);
  }

  @Override
  public final RandomStream random() {
    RandomStream stream = random == null ? new RandomStream(seed) : random;
    random = stream;
    return stream;
  }
}
