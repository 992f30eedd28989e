package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.Chains;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.Extensions;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.StreamIndex;
import dev.odeon.runtime.effect.EffectCodec;
import dev.odeon.runtime.effect.EffectIndex;
import dev.odeon.runtime.index.BlockHashes;
import dev.odeon.runtime.index.ChannelIndex;
import dev.odeon.runtime.index.ContentIndex;
import dev.odeon.runtime.index.DeliveryIndex;
import dev.odeon.runtime.index.FailedTurns;
import dev.odeon.runtime.index.LetterIndex;
import dev.odeon.runtime.index.MessageIndex;
import dev.odeon.runtime.index.OpenRequestIndex;
import dev.odeon.runtime.tenant.TenantIndex;
import dev.odeon.runtime.timer.TimerIndex;
import dev.odeon.runtime.turn.RequestReplies;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The indices of one home, made together: what its log says of actors, messages, requests, timers
 * and content, by name.
 */
final class HomeIndices {
  private final EffectCodec codec;
  private final Directory directory;
  private final BlockHashes hashes = new BlockHashes();
  private final MessageIndex messages;
  private final OpenRequestIndex openRequests;
  private final DeliveryIndex deliveries = new DeliveryIndex();
  private final ChannelIndex channels = new ChannelIndex();
  private final ContentIndex contents;
  private final EffectIndex effects;
  private final TimerIndex timers;
  private final StreamIndex streams = new StreamIndex();
  private final FailedTurns failures = new FailedTurns();
  private final LetterIndex letters;
  private final TenantIndex tenants = new TenantIndex();

  /** Empty ones of the home {@code id}, until a log is read. */
  HomeIndices(Bytes id, Ports ports, Settings settings, Extensions extensions) {
    codec = new EffectCodec(extensions.capabilities());
    directory = new Directory(codec);
    messages =
        new MessageIndex(
            settings.dedupCount(),
            () ->
                Math.min(hashes.newestMillis(), ports.clock().millis())
                    - settings.dedupAge().toMillis());
    openRequests =
        new OpenRequestIndex(
            block -> RequestReplies.change(codec, block), settings.openRequestAge());
    contents = new ContentIndex(extensions.capabilities()::mayNameContent);
    effects = new EffectIndex(codec);
    timers = new TimerIndex(codec);
    letters = new LetterIndex(id);
  }

  /** All of them, in the order in which they take a block. */
  List<BlockIndex> all() {
    return List.of(
        directory,
        messages,
        deliveries,
        openRequests,
        channels,
        hashes,
        contents,
        effects,
        failures,
        streams,
        timers,
        letters,
        tenants);
  }

  /** Those that read blocks again have them from {@code chains}. */
  void reads(Chains chains) {
    LongFunction<Block> blocks = sequence -> chains.blockAt(sequence).orElseThrow();
    messages.reads(blocks);
    openRequests.reads(blocks);
    deliveries.reads(blocks);
    effects.reads(blocks);
    timers.reads(blocks);
  }

  EffectCodec codec() {
    return codec;
  }

  Directory directory() {
    return directory;
  }

  BlockHashes hashes() {
    return hashes;
  }

  MessageIndex messages() {
    return messages;
  }

  OpenRequestIndex openRequests() {
    return openRequests;
  }

  DeliveryIndex deliveries() {
    return deliveries;
  }

  ChannelIndex channels() {
    return channels;
  }

  ContentIndex contents() {
    return contents;
  }

  EffectIndex effects() {
    return effects;
  }

  TimerIndex timers() {
    return timers;
  }

  StreamIndex streams() {
    return streams;
  }

  FailedTurns failures() {
    return failures;
  }

  LetterIndex letters() {
    return letters;
  }

  TenantIndex tenants() {
    return tenants;
  }
}
