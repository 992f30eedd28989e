package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.base.MalformedException;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.engine.CompiledModule;
import dev.odeon.host.PluginContext;
import dev.odeon.host.PluginModule;
import dev.odeon.host.PluginResult;
import dev.odeon.host.PluginState;
import dev.odeon.runtime.ActorException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A plug-in's module: it runs on its runs alone, and its state is a map (docs/formats/plugin.md).
 * What it reads and sets of that is a function of the state, and what it is given of time and
 * randomness one of the block, so nothing but the input is recorded.
 */
public record PluginCode(PluginModule module) implements TurnCode {
  private static final Set<String> EXPORTS = Set.of(PluginModule.PROCESS);

  @Override
  public CompiledModule compiled() {
    return module.compiled();
  }

  @Override
  public Set<String> exports() {
    return EXPORTS;
  }

  @Override
  public boolean runsOn(Event cause) {
    return cause.data() instanceof EventData.Message;
  }

  @Override
  public Turn run(TurnInput on) {
    EventData.Message run = (EventData.Message) on.cause().data();
    PluginState state = state(on);
    PluginResult result =
        module.run(run.body(), context(on.moment()), state, on.limits(), on.cancellation());
    return turn(on, result, state);
  }

  private Turn turn(TurnInput on, PluginResult result, PluginState state) {
    long fuel = result.fuel();
    if (!result.returned()) {
      return new Turn(result.outcome(), List.of(on.cause()), on.state(), null, fuel, result);
    }
    List<Event> events = new ArrayList<>(3);
    events.add(on.cause());
    Bytes after = state.encoded();
    if (!Objects.equals(on.state(), after)) {
      events.add(Event.state(after));
    }
    events.add(Event.of(PluginModule.PROCESS, new EventData.Reply(result.output())));
    return new Turn(result.outcome(), List.copyOf(events), after, result.output(), fuel, result);
  }

  private static PluginState state(TurnInput on) {
    try {
      return PluginState.of(on.state());
    } catch (MalformedException e) {
      throw new ActorException(
          ActorException.Reason.DAMAGED,
          "the state of " + on.key() + " is damaged: " + e.getMessage(),
          e);
    }
  }

  private static PluginContext context(TimeAndSeed moment) {
    return new PluginContext() {
      @Override
      public long timeMillis() {
        return moment.timeMillis();
      }

      @Override
      public Bytes seed() {
        return moment.seed();
      }
    };
  }
}
