package dev.odeon.runtime.turn;

import dev.odeon.chain.Event;
import dev.odeon.engine.CompiledModule;
import dev.odeon.host.Contract;
import dev.odeon.host.GuestModule;
import dev.odeon.runtime.Message;
import java.util.List;
import java.util.Set;

/** An actor's module: it runs on its spawn and on messages, and its state is its own bytes. */
record ActorCode(GuestModule module) implements TurnCode {
  @Override
  public CompiledModule compiled() {
    return module.compiled();
  }

  @Override
  public Set<String> exports() {
    return module.exports();
  }

  @Override
  public boolean takes(String function) {
    Set<String> exports = module.exports();
    return exports.contains(function)
        || function.equals(Message.Kind.SEND.function()) && exports.contains(Contract.BATCH);
  }

  @Override
  public boolean runsOn(Event cause) {
    return TurnCalls.calls(cause);
  }

  @Override
  public Turn run(TurnInput on) {
    Turn.Call call = TurnCalls.of(on.key(), on.causes());
    if (call == null) {
      throw new IllegalArgumentException("an actor does not run on " + on.cause().kind());
    }
    return Turn.run(
        module,
        taken(call),
        TurnCalls.stateBefore(on.cause(), on.state()),
        on.boundary(),
        on.limits());
  }

  /** A timer of a module that takes messages in batches alone is a batch of one. */
  private Turn.Call taken(Turn.Call call) {
    return call.function().equals(Message.Kind.SEND.function())
            && !module.exports().contains(call.function())
        ? new Turn.Call(call.causes(), Contract.BATCH, List.of(call.params()))
        : call;
  }
}
