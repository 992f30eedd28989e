package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.MalformedException;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Metering;
import dev.odeon.host.PluginContext;
import dev.odeon.host.PluginModule;
import dev.odeon.host.PluginResult;
import dev.odeon.host.PluginState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A plug-in's module: it runs on its runs alone, and its state is a map (docs/formats/plugin.md).
 * What it reads and sets of that is a function of the state, and what it is given of time and
 * randomness one of the block, so nothing but the input is recorded.
 */
record PluginCode(PluginModule module) implements TurnCode {
  /**
   * A run and the turn that it is.
   *
   * @param result what came of it, for who asked; an output of a run that failed is part of no
   *     block
   */
  record Ran(PluginResult result, Turn turn) {}

  /** The cause of a run of {@code input} that may have so much memory. */
  static Event cause(Bytes input, long memoryBytesMax) {
    return Event.of(
        PluginModule.PROCESS,
        EventData.Message.of(new MessageId.Run(memoryBytesMax), EventData.Lane.NORMAL, input));
  }

  @Override
  public CompiledModule compiled() {
    return module.compiled();
  }

  @Override
  public boolean takes(String function) {
    return false; // runs come another way than messages
  }

  @Override
  public boolean runsOn(Event cause) {
    return cause.data() instanceof EventData.Message;
  }

  @Override
  public Turn run(Occasion on) {
    return ran(on).turn();
  }

  /** The same with what came of it beside the turn. */
  Ran ran(Occasion on) {
    EventData.Message run = (EventData.Message) on.cause().data();
    PluginState state = state(on);
    PluginResult result =
        module.run(run.body(), context(on.moment()), state, on.limits(), on.cancellation());
    return new Ran(result, turn(on, result, state));
  }

  private Turn turn(Occasion on, PluginResult result, PluginState state) {
    Long fuel = module.compiled().metering() == Metering.NONE ? null : result.fuel();
    if (!result.returned()) {
      return new Turn(result.outcome(), List.of(on.cause()), on.state(), null, fuel);
    }
    List<Event> events = new ArrayList<>(3);
    events.add(on.cause());
    Bytes after = state.encoded();
    if (!Objects.equals(on.state(), after)) {
      events.add(Event.state(after));
    }
    events.add(Event.of(PluginModule.PROCESS, new EventData.Reply(result.output())));
    return new Turn(result.outcome(), List.copyOf(events), after, result.output(), fuel);
  }

  private static PluginState state(Occasion on) {
    try {
      return PluginState.of(on.state());
    } catch (MalformedException e) {
      throw new ActorException(
          ActorException.Reason.DAMAGED,
          "the state of " + on.key() + " is damaged: " + e.getMessage(),
          e);
    }
  }

  private static PluginContext context(Moment moment) {
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

  /** The most bytes of memory that the run of {@code cause} could have; null if it is no run. */
  static @Nullable Long memoryBytesMax(Event cause) {
    return cause.data() instanceof EventData.Message message
            && message.id() instanceof MessageId.Run(long bytes)
        ? bytes
        : null;
  }
}
