package dev.odeon.runtime.timer;

import dev.odeon.base.Key;
import dev.odeon.host.capability.OwnTimers;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The timers of an actor as one of its turns sees them.
 *
 * @param index the timers of the home
 * @param key the actor
 * @param fixed those that its manifest sets
 * @param takes whether its module takes what timers send
 * @param limits how many there may be
 */
public record TimerView(
    TimerIndex index, Key key, List<ManifestTimer> fixed, boolean takes, TimerLimits limits)
    implements OwnTimers {
  @Override
  public @Nullable Long due(String name) {
    return index.due(key, name);
  }

  @Override
  public SortedMap<String, Long> all() {
    return index.due(key);
  }

  @Override
  public long bodyBytesMax() {
    return limits.bodyBytes();
  }

  @Override
  public @Nullable String refusal(String name) {
    if (!takes) {
      return "this module does not export handle-send, which timers call";
    }
    return fixed.stream().anyMatch(timer -> timer.name().equals(name))
        ? "the timer '%s' is the manifest's: choose another name".formatted(name)
        : null;
  }

  @Override
  public @Nullable String full(int more) {
    if (index.count(key) + more >= limits.ofActor()) {
      return String.format(
          Locale.ROOT,
          "full: %,d timers wait, more than that an actor cannot have",
          limits.ofActor());
    }
    long most = limits.ofTenant().applyAsLong(key.tenant());
    return index.count(key.tenant()) + more >= most
        ? String.format(
            Locale.ROOT,
            "full: %,d timers of the tenant %s wait, more than that it cannot have",
            most,
            key.tenant())
        : null;
  }
}
