package dev.odeon.chain.verify;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import dev.odeon.chain.CheckedHeader;
import dev.odeon.chain.CompactRange;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.chain.EventKind;
import dev.odeon.chain.HeaderView;
import dev.odeon.chain.KeyCodec;
import dev.odeon.chain.PreHashedRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes every hash and link of the records it receives, in the order of the log, and names the
 * block that is wrong.
 *
 * <p>An altered event is found by its block, at once. An altered header is found by the next block
 * of its chain, which names another parent. Which of the two was altered shows with the block
 * after: if that one names the second, the second is whole. Owned by one thread.
 */
final class HistoryCheck {
  /** One chain, as far as it was read. */
  private static final class Chain {
    final Key key;
    long height;
    Hash hash = Hash.ZERO;
    long position;
    @Nullable Suspect suspect;
    @Nullable Break open;

    Chain(Key key) {
      this.key = key;
    }
  }

  /** A block that names another parent than the block before it hashes to. */
  private record Break(long before, Hash beforeHash, Hash named, boolean beforeSuspect) {}

  /** A block of a batch whose checksum is wrong: whole if its successor says so. */
  private static final class Suspect {
    final Key key;
    final long height;
    final long position;
    boolean confirmed;

    Suspect(Key key, long height, long position) {
      this.key = key;
      this.height = height;
      this.position = position;
    }
  }

  /** A batch whose checksum is wrong, and its blocks. */
  private static final class DamagedBatch {
    final long first;
    final String what;
    final List<Suspect> blocks = new ArrayList<>();
    long end;

    DamagedBatch(long first, String what) {
      this.first = first;
      this.what = what;
      this.end = first + 1;
    }
  }

  /** What is kept of the tree as it was when the blocks were written. */
  interface StoredNodes {
    /**
     * The tree has another complete subtree of 2^{@code level} leaves; whether it is a leaf, and
     * the first that is not the one kept.
     */
    boolean differs(int level, Hash node);
  }

  /** Receives the tree each time it has another leaf. */
  interface TreeListener {
    void grown(CompactRange tree);
  }

  private final boolean whole;
  private final StoredNodes stored;
  private final TreeListener listener;
  private final HistoryFindings findings;
  private final Map<Bytes, Chain> chains = new HashMap<>();
  private final List<DamagedBatch> damaged = new ArrayList<>();
  private final CompactRange tree = new CompactRange();
  private final CheckedHeader header = new CheckedHeader();
  private @Nullable Chain lastChain;
  private @Nullable DamagedBatch batch;
  private boolean leafDiffers;
  private long otherLeaf = -1;
  long blocks;
  long events;
  long contents;
  private final DigestSizes digests = new DigestSizes();

  /**
   * A check of all chains and the tree.
   *
   * @param whole whether it is given the blocks of all chains; else there is no tree to check
   */
  HistoryCheck(boolean whole, StoredNodes stored, TreeListener listener, HistoryFindings findings) {
    this.whole = whole;
    this.stored = stored;
    this.listener = listener;
    this.findings = findings;
  }

  /** A batch follows whose checksum is wrong; its records as far as they can be separated. */
  void beginDamaged(long first, String what) {
    batch = new DamagedBatch(first, what);
    damaged.add(batch);
  }

  /**
   * The damaged batch ended before position {@code end}, of whose records {@code missing} cannot be
   * read.
   */
  void endDamaged(long end, long missing) {
    DamagedBatch ended = batch;
    batch = null;
    if (ended != null) {
      ended.end = end;
      if (missing > 0) {
        findings.other(
            HistoryFinding.Kind.DAMAGE,
            end - missing,
            missing + " records cannot be read: " + ended.what);
      }
    }
  }

  /** A segment that does not belong to the log and was skipped. */
  void foreign(String what) {
    findings.other(HistoryFinding.Kind.DAMAGE, -1, what);
  }

  /** The next record. */
  void record(PreHashedRecord record) {
    long position = record.position();
    record.blocks().forEach(block -> block(position, block));
    PreHashedRecord.HashedContent content = record.content();
    if (content != null) {
      content(position, content);
    }
    MalformedException broken = record.broken();
    if (broken != null) {
      unreadable(position, record.begun(), broken);
    }
  }

  /** A record that breaks off: it is the block that was begun, or the last one before. */
  private void unreadable(long position, @Nullable Bytes begun, MalformedException cause) {
    String what = "the record is not readable: " + cause.getMessage();
    Chain chain = lastChain;
    if (begun != null) {
      unreadable(position, begun, Hash.of(begun), what);
    } else if (chain != null && chain.position == position) {
      findings.block(HistoryFinding.Kind.FORMAT, chain.key, chain.height, position, what);
    } else {
      findings.other(HistoryFinding.Kind.FORMAT, position, what);
    }
  }

  private void content(long position, PreHashedRecord.HashedContent hashed) {
    contents++;
    hashed(hashed.content().bytes());
    if (!hashed.isWhole()) {
      findings.other(
          HistoryFinding.Kind.CONTENT,
          position,
          "the content is not that of its hash " + hashed.content().hash());
    }
  }

  private void block(long position, PreHashedRecord.HashedBlock block) {
    Hash hash = block.hash();
    try {
      header.read(block.header());
    } catch (MalformedException e) {
      String what = "the header is not readable: " + e.getMessage();
      unreadable(position, block.header(), hash, what);
      return;
    }
    hashed(block.header());
    long height = header.height();
    Chain chain = chains.get(header.keyItems());
    if (chain == null) {
      chain = begin(position);
      if (chain == null) {
        grow(null, header.height(), position, hash);
        return;
      }
    } else if (header.height() != chain.height + 1) {
      height = gap(chain, position);
    } else {
      link(chain, position);
    }
    events(chain, block, position);
    chain.height = height;
    chain.hash = hash;
    chain.position = position;
    chain.suspect = suspect(chain, height, position);
    lastChain = chain;
    blocks++;
    grow(chain.key, height, position, hash);
  }

  private void unreadable(long position, Bytes header, Hash hash, String what) {
    HeaderView view = view(header);
    Chain chain = view == null ? null : chains.get(view.keyItems());
    if (view != null && chain != null && view.height() == chain.height + 1) {
      findings.block(HistoryFinding.Kind.FORMAT, chain.key, view.height(), position, what);
      // It is there, though unreadable: the next one is not wrong.
      chain.height++;
      chain.hash = hash;
      chain.position = position;
    } else {
      // Its chain is known once that continues without it.
      findings.other(HistoryFinding.Kind.FORMAT, position, what);
    }
    grow(null, -1, position, hash);
  }

  private static @Nullable HeaderView view(Bytes header) {
    try {
      return HeaderView.of(header);
    } catch (MalformedException e) {
      return null;
    }
  }

  private @Nullable Chain begin(long position) {
    try {
      Chain chain = new Chain(KeyCodec.ofItems(header.keyItems()));
      chains.put(header.keyItems().compact(), chain);
      if (header.height() != 0) {
        String what = "the chain begins with it, not with height 0";
        findings.block(HistoryFinding.Kind.HEIGHT, chain.key, header.height(), position, what);
      }
      return chain;
    } catch (MalformedException e) {
      findings.other(
          HistoryFinding.Kind.FORMAT, position, "the key is not readable: " + e.getMessage());
      return null;
    }
  }

  /** A height that does not follow; returns the one that the block should have. */
  private long gap(Chain chain, long position) {
    long next = chain.height + 1;
    if (header.isParent(chain.hash)) {
      attribute(chain, true);
      String what = "it says that its height is " + header.height();
      findings.block(HistoryFinding.Kind.HEIGHT, chain.key, next, position, what);
      return next;
    }
    attribute(chain, null);
    boolean named =
        header.height() == next + 1 && findings.name(chain.key, next, chain.position, position);
    if (!named) {
      findings.block(
          HistoryFinding.Kind.HEIGHT,
          chain.key,
          header.height(),
          position,
          "it follows height " + chain.height + ": a block is missing, or one is there twice");
    }
    return header.height();
  }

  private void link(Chain chain, long position) {
    boolean holds = header.isParent(chain.hash);
    attribute(chain, holds);
    if (holds) {
      Suspect before = chain.suspect;
      if (before != null) {
        before.confirmed = true;
      }
      return;
    }
    chain.open = new Break(chain.position, chain.hash, header.parent(), chain.suspect != null);
  }

  /**
   * Attributes an open break to one of its two blocks, now that the next block confirms the second
   * ({@code holds}) or not.
   */
  private void attribute(Chain chain, @Nullable Boolean holds) {
    Break open = chain.open;
    if (open == null) {
      return;
    }
    chain.open = null;
    boolean secondSuspect = chain.suspect != null;
    boolean secondDamaged = findings.has(chain.key, chain.height);
    boolean secondAltered =
        holds == null ? secondDamaged || secondSuspect && !open.beforeSuspect : !holds;
    if (secondAltered) {
      findings.block(
          HistoryFinding.Kind.LINK,
          chain.key,
          chain.height,
          chain.position,
          "it names the parent %s, which is %s".formatted(open.named, open.beforeHash));
    } else {
      findings.block(
          HistoryFinding.Kind.LINK,
          chain.key,
          chain.height - 1,
          open.before,
          "its hash is %s, and the next block names %s".formatted(open.beforeHash, open.named));
    }
  }

  private void events(Chain chain, PreHashedRecord.HashedBlock block, long position) {
    List<EncodedEvent> found = block.events();
    int committed = header.eventCount();
    if (found.size() != committed) {
      String what = "it has %d events, its header names %d".formatted(found.size(), committed);
      findings.block(HistoryFinding.Kind.EVENT, chain.key, header.height(), position, what);
      return;
    }
    for (int i = 0; i < committed; i++) {
      EncodedEvent event = found.get(i);
      events++;
      digests.add(1 + event.bytes().size());
      if (!header.isEvent(i, block.eventHashes().get(i))) {
        String what = "event %d is not that of its hash %s".formatted(i, header.event(i));
        findings.block(HistoryFinding.Kind.EVENT, chain.key, header.height(), position, what);
      } else if (event.is(EventKind.STATE)) {
        state(chain, position, event.bytes());
      }
    }
  }

  private void state(Chain chain, long position, Bytes event) {
    try {
      CborReader in = new CborReader(event);
      in.array(3);
      in.uint();
      in.utf8();
      boolean inline = in.array() == 3;
      Hash named = in.nil() ? null : in.hash();
      in.uint();
      Hash actual = named;
      if (inline) {
        Bytes state = in.bytes();
        hashed(state);
        actual = Hash.of(state);
      }
      if (!Objects.equals(actual, header.stateHash()) || !Objects.equals(actual, named)) {
        String what = "the state is not that of its hash " + header.stateHash();
        findings.block(HistoryFinding.Kind.STATE, chain.key, header.height(), position, what);
      }
    } catch (MalformedException e) {
      String what = "the state is not readable: " + e.getMessage();
      findings.block(HistoryFinding.Kind.FORMAT, chain.key, header.height(), position, what);
    }
  }

  private @Nullable Suspect suspect(Chain chain, long height, long position) {
    DamagedBatch now = batch;
    if (now == null) {
      return null;
    }
    Suspect suspect = new Suspect(chain.key, height, position);
    now.blocks.add(suspect);
    return suspect;
  }

  private void grow(@Nullable Key key, long height, long position, Hash hash) {
    if (!whole) {
      return;
    }
    leafDiffers = false;
    var _ = tree.add(hash, (level, node) -> leafDiffers |= stored.differs(level, node));
    digests.addTree(tree.size());
    if (leafDiffers) {
      otherLeaf = tree.size() - 1;
      String what = "it is not the block that the log tree keeps at sequence " + otherLeaf;
      if (key == null) {
        findings.other(HistoryFinding.Kind.LEAF, position, what);
      } else {
        findings.block(HistoryFinding.Kind.LEAF, key, height, position, what);
      }
    }
    listener.grown(tree);
  }

  /** All records were given: attributes the breaks and damage that are left. */
  void end() {
    chains.values().forEach(chain -> attribute(chain, null));
    for (DamagedBatch left : damaged) {
      if (!findings.anyWithin(left.first, left.end)) {
        report(left);
      }
    }
  }

  private void report(DamagedBatch left) {
    List<Suspect> unconfirmed = left.blocks.stream().filter(block -> !block.confirmed).toList();
    if (unconfirmed.isEmpty()) {
      if (whole) {
        findings.other(HistoryFinding.Kind.DAMAGE, left.first, left.what);
      }
      return;
    }
    Suspect first = unconfirmed.getFirst();
    String others =
        unconfirmed.size() == 1
            ? ""
            : "; it, or one of %d more blocks up to position %d"
                .formatted(unconfirmed.size() - 1, left.end - 1);
    findings.block(
        HistoryFinding.Kind.DAMAGE, first.key, first.height, first.position, left.what + others);
  }

  /**
   * The sequence of the first block that is not the one kept: the only finding of its kind. -1 if
   * there is none.
   */
  long otherLeaf() {
    return otherLeaf;
  }

  /** How many chains there are. */
  long chainCount() {
    return chains.size();
  }

  /** The tree over all blocks given. */
  CompactRange tree() {
    return tree;
  }

  private void hashed(Bytes what) {
    digests.add(what.size());
  }

  /** The sizes of all that was hashed. */
  DigestSizes digests() {
    return digests;
  }
}
