package dev.odeon.runtime.turn;

import dev.odeon.host.capability.RuntimeCapability.Shutdown;
import dev.odeon.runtime.effect.EffectHandler;

/** Stops actors that shut themselves down: what their registration says follows from the block. */
public final class ShutdownEffects implements EffectHandler<Shutdown> {
  @Override
  public Class<Shutdown> type() {
    return Shutdown.class;
  }

  @Override
  public boolean waitsForHome() {
    return false;
  }
}
