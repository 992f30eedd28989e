package dev.odeon.runtime.effect;

import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.host.Capabilities;
import dev.odeon.host.HostCallRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decodes the effects of blocks: of a turn in flight once, whoever asks. Any thread. */
public final class EffectCodec {
  private final Capabilities capabilities;

  /** The effects of turns in flight, decoded when the turn ended: few blocks have any. */
  private final Map<Block, BlockEffects> inFlight =
      Collections.synchronizedMap(new IdentityHashMap<>());

  /** Of the functions of {@code capabilities}. */
  public EffectCodec(Capabilities capabilities) {
    this.capabilities = capabilities;
  }

  /** The capabilities whose calls it knows. */
  public Capabilities capabilities() {
    return capabilities;
  }

  /** The effects of a turn of {@code actor} whose block has {@code events}. */
  public BlockEffects of(Key actor, List<Event> events) {
    List<PlacedEffect<Object>> all = null;
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      if (event.data() instanceof EventData.Outbox outbox) {
        all = all == null ? new ArrayList<>() : all;
        all.add(new PlacedEffect<>(i, decode(actor, event.name(), outbox)));
      }
    }
    return all == null ? BlockEffects.NONE : new BlockEffects(all);
  }

  /** The effects of {@code block}. */
  public BlockEffects of(Block block) {
    BlockEffects known = inFlight.get(block);
    return known == null ? of(block.key(), block.events()) : known;
  }

  private Object decode(Key actor, String name, EventData.Outbox outbox) {
    return capabilities.function(name) == null
        ? new UnknownEffect(name)
        : capabilities.effect(
            actor,
            new HostCallRecord.Posted(
                Math.toIntExact(outbox.callIndex()), name, outbox.args(), outbox.reply()));
  }

  void inFlight(Block block, BlockEffects effects) {
    inFlight.put(block, effects);
  }

  /** The effects of a block that is in flight no longer; null if it has none. */
  @Nullable BlockEffects landed(Block block) {
    return inFlight.remove(block);
  }
}
