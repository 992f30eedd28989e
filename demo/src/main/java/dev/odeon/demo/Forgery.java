package dev.odeon.demo;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.chain.Append;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Commit;
import dev.odeon.chain.Content;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.log.LogConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the history of a home again into another folder, with one message changed, and hashes,
 * links and stores all that follows as if it had always been so: what somebody does who has the
 * disk, the keys and the code. The home's id and keys are in that folder already.
 */
final class Forgery {
  private final Chains from;
  private final Path to;
  private final Bytes homeId;
  private final Map<Key, Hash> parents = new HashMap<>();

  Forgery(Chains from, Path to, Bytes homeId) {
    this.from = from;
    this.to = to;
    this.homeId = homeId;
  }

  /** Writes it, with {@code text} in place of what the block of {@code victim} was asked. */
  void write(Key actor, long victim, Bytes text) {
    Ports ports = Ports.system();
    Chains.Place place =
        new Chains.Place(
            to,
            homeId,
            LogConfig.defaults(),
            ports.disk(),
            ports.clock(),
            ports.entropy(),
            ports.threads());
    try (Chains forged = Chains.open(place, List.of())) {
      List<Pending<Append>> appends = new ArrayList<>();
      for (long sequence = 0; sequence < from.size(); sequence++) {
        Block block = from.blockAt(sequence).orElseThrow();
        boolean altered = block.key().equals(actor) && block.height() == victim;
        appends.add(
            append(forged, block, altered ? altered(block.events(), text) : block.events()));
      }
      appends.forEach(Forgery::requireAppended);
    }
  }

  private Pending<Append> append(Chains forged, Block block, List<Event> events) {
    Block again = Block.of(linked(block.header()), events);
    parents.put(block.key(), again.hash());
    return forged.append(Commit.of(again), contents(events));
  }

  private static void requireAppended(Pending<Append> pending) {
    if (pending.await() instanceof Append.Conflict conflict) {
      throw new IllegalStateException("a forged block has no place: " + conflict);
    }
  }

  private BlockHeader linked(BlockHeader header) {
    return new BlockHeader(
        header.key(),
        header.height(),
        parents.getOrDefault(header.key(), Hash.ZERO),
        header.timeMillis(),
        header.module(),
        header.metering(),
        header.seed(),
        header.stateHash(),
        header.eventHashes(),
        header.outcome(),
        header.fuel());
  }

  private static List<Event> altered(List<Event> events, Bytes text) {
    return events.stream()
        .map(event ->
            event.data() instanceof EventData.Message message
                ? Event.of(event.name(), with(message, text))
                : event)
        .toList();
  }

  private static EventData.Message with(EventData.Message message, Bytes text) {
    return new EventData.Message(
        message.id(),
        message.lane(),
        message.attempt(),
        text,
        message.correlation(),
        message.causation(),
        message.deadlineMillis(),
        message.limits(),
        message.metadata());
  }

  /** What the events name and the log keeps beside them: modules, manifests, large states. */
  private List<Content> contents(List<Event> events) {
    List<Content> contents = new ArrayList<>();
    for (Event event : events) {
      for (Hash hash : named(event.data())) {
        from.content(hash).map(Content::of).ifPresent(contents::add);
      }
    }
    return contents;
  }

  private static List<Hash> named(EventData data) {
    return switch (data) {
      case EventData.Spawned spawned -> List.of(spawned.module(), spawned.manifest());
      case EventData.Upgraded upgraded -> List.of(upgraded.module(), upgraded.manifest());
      case EventData.State state when state.bytes() == null ->
          Optional.ofNullable(state.hash()).stream().toList();
      default -> List.of();
    };
  }
}
