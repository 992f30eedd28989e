package dev.odeon.runtime;

import dev.odeon.chain.Event;
import dev.odeon.engine.CompiledModule;
import dev.odeon.host.GuestModule;

/** An actor's module: it runs on its spawn and on messages, and its state is its own bytes. */
record ActorCode(GuestModule module) implements TurnCode {
  @Override
  public CompiledModule compiled() {
    return module.compiled();
  }

  @Override
  public boolean takes(String function) {
    return module.exports(function);
  }

  @Override
  public boolean runsOn(Event cause) {
    return Calls.calls(cause);
  }

  @Override
  public Turn run(Occasion on) {
    Turn.Call call = Calls.of(on.key(), on.cause());
    if (call == null) {
      throw new IllegalArgumentException("an actor does not run on " + on.cause().kind());
    }
    return Turn.run(
        module, call, Calls.stateBefore(on.cause(), on.state()), on.border(), on.limits());
  }
}
