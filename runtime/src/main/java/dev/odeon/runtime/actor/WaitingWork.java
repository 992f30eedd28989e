package dev.odeon.runtime.actor;

import dev.odeon.base.Key;
import dev.odeon.chain.Chains;
import dev.odeon.runtime.effect.EffectIndex;
import dev.odeon.runtime.effect.Effects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What earlier processes left for when actors may act: turns that were interrupted, effects,
 * expired requests, timers, messages to actors. It goes on when the home is opened, when a pause
 * ends, and in a home that is opened asleep when somebody first asks an actor to act. Any thread.
 */
final class WaitingWork implements Pauses.Listener {
  private final Chains chains;
  private final ActorTable table;
  private final Effects effects;
  private final EffectIndex effectIndex;
  private final RequestExpiry expiry;
  private final Timers timers;
  private final AtomicBoolean asleep = new AtomicBoolean(true);

  WaitingWork(
      Chains chains,
      ActorTable table,
      Effects effects,
      EffectIndex effectIndex,
      RequestExpiry expiry,
      Timers timers) {
    this.chains = chains;
    this.table = table;
    this.effects = effects;
    this.effectIndex = effectIndex;
    this.expiry = expiry;
    this.timers = timers;
  }

  /** Goes on with it, unless it went on before. */
  void wake() {
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      try {
        mayAct(null);
      } catch (RuntimeException | Error e) {
        asleep.set(true); // the next one tries again
        throw e;
      }
    }
  }

  @Override
  public void mayAct(@Nullable Key only) {
    if (asleep.get()) {
      return;
    }
    if (only == null && !table.pauses().isHomePaused() && !chains.damage().isReadOnly()) {
      effects.resume(effectIndex);
    }
    chains.intending().stream()
        .filter(key -> only == null || only.equals(key))
        .filter(key -> table.memory().damage(key) == null)
        .filter(table.pauses()::mayAct)
        .forEach(key -> table.control(key, new ActorTask.Resume(table.pending())));
    if (!chains.damage().isReadOnly()) {
      expiry.start();
      timers.start();
      table.outbox().start();
      table.outbox().mayAct(only);
      timers.mayAct(only);
    }
  }
}
