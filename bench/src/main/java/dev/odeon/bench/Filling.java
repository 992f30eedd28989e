package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.chain.Append;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Expected;
import dev.odeon.chain.MessageId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Fills a home with small blocks as messages make them, a thousand chains in turns. */
final class Filling {
  private static final int CHAINS = 1_000;
  private static final int AHEAD = 8_192;

  private final Chains chains;
  private final Hash[] heads = new Hash[CHAINS];
  private final Deque<Pending<Append>> waiting = new ArrayDeque<>();
  private long appended;

  Filling(Chains chains) {
    this.chains = chains;
    java.util.Arrays.fill(heads, Hash.ZERO);
  }

  /** Appends {@code count} blocks, each a commit of its own; all of them are durable on return. */
  void append(long count) {
    for (long i = 0; i < count; i++) {
      if (waiting.size() == AHEAD) {
        settle(waiting.remove());
      }
      waiting.add(chains.append(next(), Expected.ANY));
    }
    waiting.forEach(Filling::settle);
    waiting.clear();
  }

  private Block next() {
    int chain = (int) (appended % CHAINS);
    long height = appended / CHAINS;
    EventData.Message message =
        EventData.Message.of(
            new MessageId.Outside("m" + height), EventData.Lane.NORMAL, Bytes.utf8("inc"));
    Block block =
        Block.of(
            new BlockHeader(
                Key.actor("a" + chain),
                height,
                heads[chain],
                1_800_000_000_000L + appended,
                null,
                1,
                Bytes.wrap(new byte[BlockHeader.SEED_SIZE]),
                null,
                List.of(),
                Outcome.RETURNED,
                null),
            List.of(Event.of("handle-send", message)));
    heads[chain] = block.hash();
    appended++;
    return block;
  }

  private static void settle(Pending<Append> pending) {
    if (!(pending.await() instanceof Append.Appended)) {
      throw new IllegalStateException("a block was not appended");
    }
  }
}
