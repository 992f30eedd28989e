package dev.odeon.runtime.turn;

import dev.odeon.host.capability.TimingCapability.TurnDeadline;
import dev.odeon.runtime.effect.EffectHandler;

/** Does nothing: a turn's deadline had its effect while the turn ran. */
public final class DeadlineEffects implements EffectHandler<TurnDeadline> {
  @Override
  public Class<TurnDeadline> type() {
    return TurnDeadline.class;
  }
}
