package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Hash;
import dev.odeon.base.LinearMemory;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.chain.EventData;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import dev.odeon.engine.HostFunction;
import dev.odeon.engine.HostImports;
import dev.odeon.engine.Instance;
import dev.odeon.engine.Limits;
import dev.odeon.engine.RunResult;
import dev.odeon.guests.SampleGuests;
import dev.odeon.runtime.Message;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The least that running the history of a counter again can cost: each block is decoded and hashed
 * with its events, and its message given to the guest by hand, on a fresh instance, through the
 * engine alone.
 */
final class RawReplay implements AutoCloseable {
  private static final String REALLOC = "cabi_realloc";

  private final Engine engine =
      Engine.open(EngineConfig.standard(), Clock.system(), Threads.system());
  private final CompiledModule module = engine.compile(Bytes.wrap(SampleGuests.module("counter")));
  private final HostImports imports = module.link(_ -> Optional.of((_, _) -> HostFunction.NOTHING));

  /** Replays {@code blocks}, given as their bytes; returns the last state. */
  @Nullable Bytes run(List<Block> blocks) {
    Bytes state = null;
    for (Block block : blocks) {
      state = step(Block.ofEncoded(block.headerBytes(), block.encodedEvents()), state);
    }
    return state;
  }

  private @Nullable Bytes step(Block block, @Nullable Bytes before) {
    Hash recorded = block.header().stateHash();
    block.hash();
    Bytes body = null;
    for (EncodedEvent encoded : block.encodedEvents()) {
      encoded.hash();
      if (encoded.decode().data() instanceof EventData.Message message) {
        body = message.body();
      }
    }
    Bytes after = body == null ? Bytes.wrap(new byte[8]) : call(before, body);
    if (!Hash.of(after).equals(recorded)) {
      throw new IllegalStateException("the raw call of height " + block.height() + " differs");
    }
    return after;
  }

  private Bytes call(@Nullable Bytes state, Bytes body) {
    RunResult<Bytes> run = module.run(Limits.DEFAULT, imports, guest -> send(guest, state, body));
    Bytes after = run.value();
    if (after == null) {
      throw new IllegalStateException("the raw call ended as " + run.outcome());
    }
    return after;
  }

  private static Bytes send(Instance guest, @Nullable Bytes state, Bytes body) {
    long stateAt = state == null ? 0 : put(guest, state);
    long bodyAt = put(guest, body);
    long result =
        guest
            .call(
                Message.Kind.SEND.function(),
                state == null ? 0 : 1,
                stateAt,
                state == null ? 0 : state.size(),
                bodyAt,
                body.size())[0];
    LinearMemory memory = guest.memory();
    return memory.read(memory.i32(result + 8), memory.i32(result + 12));
  }

  private static long put(Instance guest, Bytes content) {
    long at = guest.call(REALLOC, 0, 0, 1, content.size())[0];
    guest.memory().write(at, content);
    return at;
  }

  @Override
  public void close() {
    engine.close();
  }
}
