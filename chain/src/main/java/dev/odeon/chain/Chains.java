package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Entropy;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import dev.odeon.log.Log;
import dev.odeon.log.LogConfig;
import dev.odeon.log.LogException;
import dev.odeon.log.Opening;
import dev.odeon.log.Recovery;
import dev.odeon.log.SegmentIndex;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All chains of a home, over its log: appends against expected heads, reads, the log tree and its
 * signed heads.
 *
 * <p>Any thread may call. Appends are compared and made durable by the log's committer thread, in
 * the order of the calls; their results are completed on it, so callbacks on them are short and
 * never block.
 */
public final class Chains implements AutoCloseable {
  /**
   * Where a home is and what it is opened with.
   *
   * @param home the folder of the home; {@code log}, {@code tree}, {@code keys}, {@code derived}
   *     and {@code clean} are in it
   * @param homeId 16 bytes that no other home has
   * @param config the sizes of the log
   */
  public record Place(
      Path home,
      Bytes homeId,
      LogConfig config,
      Disk disk,
      Clock clock,
      Entropy entropy,
      Threads threads) {}

  /** How many may follow the chains at a time, unless {@link #followersMax} says otherwise. */
  public static final int FOLLOWERS_MAX = 10_000;

  private final Place place;
  private final List<String> notices;
  private final ChainIndex index;
  private final Log log;
  private final LogTree tree;
  private final Followers followers;
  private final HeadWriter writer;
  private final ChainReader reader;
  private final HeadSigner signer;
  private final DamageReport damage;

  /** What is damaged beside the log, and not to be written over. */
  private final List<String> damagedMarks;

  private volatile boolean closed;

  private Chains(
      Place place,
      ChainIndex index,
      Log log,
      LogTree tree,
      DamageReport damage,
      DurabilityMarks marks,
      List<String> notices) {
    this.place = place;
    this.damage = damage;
    this.damagedMarks = List.copyOf(marks.damaged());
    this.notices = List.copyOf(notices);
    this.index = index;
    this.log = log;
    this.tree = tree;
    this.followers = new Followers(place.threads, index.endSequence(), FOLLOWERS_MAX);
    this.reader = new ChainReader(log, index);
    this.writer = new HeadWriter(index, reader, followers);
    this.signer = new HeadSigner(place.disk, place.home, place.entropy, place.threads, tree);
  }

  /**
   * Opens the chains of a home, or makes the folders of a new one. What a crash left is recovered,
   * and {@code indices} have received every durable block on return.
   *
   * @throws LogException if the log cannot be opened as it is
   * @throws ChainException with {@link ChainException.Reason#GONE} if the log has fewer blocks than
   *     the last signed head or the clean-shutdown mark names; nothing on the disk is changed then.
   *     With {@link ChainException.Reason#DAMAGED} if it has others
   */
  public static Chains open(Place place, List<BlockIndex> indices) {
    DurabilityMarks marks = DurabilityMarks.read(place.disk, place.home);
    ChainIndex index = new ChainIndex(null);
    Log log =
        log(
            place,
            index,
            indices,
            new Opening(
                Opening.Mode.STRICT,
                marks.end(),
                found -> marks.requireEnd(found, index.endSequence())));
    return over(place, marks, index, log);
  }

  private static Log log(Place place, ChainIndex index, List<BlockIndex> indices, Opening opening) {
    return Log.open(
        place.config,
        place.home.resolve("log"),
        place.home.resolve("derived").resolve("index"),
        place.homeId,
        place.disk,
        place.clock,
        place.entropy,
        place.threads,
        fed(index, indices),
        opening);
  }

  /**
   * Reads the log of a home that does not open, and says what is damaged. Changes nothing.
   *
   * @throws LogException if it cannot be read at all
   */
  public static DamageReport survey(Disk disk, Path home) {
    return DamageSurvey.of(disk, home).report(true);
  }

  /**
   * Opens the chains of a damaged home: all of the log is read, what is whole can be read, and
   * {@link #damage} says what is not.
   *
   * @param appends whether chains that lack nothing shall go on. They do only if it is known whose
   *     every lost block was, and the log tree can be continued: see {@link DamageReport#doubt}
   * @throws LogException if the log cannot be read at all
   */
  public static Chains openDamaged(Place place, List<BlockIndex> indices, boolean appends) {
    DamageSurvey survey = DamageSurvey.of(place.disk, place.home);
    boolean readOnly = !appends || survey.doubt() != null;
    ChainIndex index = new ChainIndex(survey);
    DurabilityMarks marks = DurabilityMarks.read(place.disk, place.home);
    Opening.Mode mode = readOnly ? Opening.Mode.READ_ONLY : Opening.Mode.DEGRADED;
    Log log = log(place, index, indices, new Opening(mode, marks.end(), _ -> {}));
    try {
      Tiles tiles =
          readOnly
              ? Tiles.none(place.disk, place.home)
              : TileFiller.open(place.disk, place.home, index.sealedRange(), index.all());
      LogTree tree = new LogTree(tiles, readOnly ? index.all() : index.recoveredLeaves());
      index.growing(tree);
      DamageReport damage = survey.report(readOnly);
      return new Chains(place, index, log, tree, damage, marks, List.of());
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
  }

  /** What was found to be damaged when they were opened; nothing unless opened in spite of it. */
  public DamageReport damage() {
    return damage;
  }

  /**
   * Opens these chains again, in the same process, after a failed sync poisoned them: what was
   * acknowledged stays. These are closed.
   *
   * @param indices fed from the beginning, as by {@link #open}: fresh ones
   * @throws IllegalStateException if these are not poisoned
   * @throws LogException if the log is damaged: it is opened again with {@link #openDamaged}
   */
  public Chains reopen(List<BlockIndex> indices) {
    ChainIndex fresh = new ChainIndex(null);
    Log recovered = log.reopen(fed(fresh, indices));
    closed = true;
    followers.close();
    tree.close();
    return over(place, DurabilityMarks.read(place.disk, place.home), fresh, recovered);
  }

  private static List<SegmentIndex> fed(ChainIndex index, List<BlockIndex> indices) {
    List<SegmentIndex> fed = new ArrayList<>();
    fed.add(index);
    index.search().indices().forEach(blocks -> fed.add(new BlockFeed(index, blocks)));
    indices.forEach(blocks -> fed.add(new BlockFeed(index, blocks)));
    return fed;
  }

  private static Chains over(Place place, DurabilityMarks marks, ChainIndex index, Log log) {
    List<String> notices = new ArrayList<>();
    try {
      LogTree tree = TileFiller.open(place.disk, place.home, index, log, marks, notices);
      index.growing(tree);
      HeadKeys.of(place.disk, place.home).missing().ifPresent(notices::add);
      return new Chains(place, index, log, tree, DamageReport.NONE, marks, notices);
    } catch (RuntimeException e) {
      log.close();
      throw e;
    }
  }

  /**
   * Appends one block; see {@link #append(Commit, List, List)}.
   *
   * @param expected of the block's chain, beyond its parent and height
   */
  public Pending<Append> append(Block block, Expected expected) {
    return append(Commit.of(block), List.of(expected), List.of());
  }

  /**
   * Appends a commit, all of it or nothing. The result comes when it is durable, or when a chain
   * turns out not to end where a block says; it fails with a {@link LogException} if the disk
   * refuses, and nothing was appended then.
   *
   * @param expected for each block, of its chain as the blocks before it leave it
   * @param contents to be durable with the commit; what the log has already is not written again
   */
  public Pending<Append> append(Commit commit, List<Expected> expected, List<Content> contents) {
    return append(commit, expected, contents, null);
  }

  /**
   * The same under a condition on the events of all chains.
   *
   * @param condition what must not be there when the commit is written, commits before it in the
   *     same batch included; null for nothing
   */
  public Pending<Append> append(
      Commit commit,
      List<Expected> expected,
      List<Content> contents,
      @Nullable AppendCondition condition) {
    if (expected.size() != commit.blocks().size()) {
      throw new IllegalArgumentException(
          expected.size() + " expectations for " + commit.blocks().size() + " blocks");
    }
    Pending<Append> pending = new Pending<>(place.threads);
    for (Block block : commit.blocks()) {
      if (damage.chains().containsKey(block.key())) {
        pending.fail(damaged(block.key()));
        return pending;
      }
    }
    ConditionCheck check;
    try {
      check =
          condition == null
              ? null
              : ConditionCheck.of(index.search(), reader, condition, followers.end());
    } catch (ChainException | LogException e) {
      pending.fail(e);
      return pending;
    }
    log.submit(new AppendGroup(writer, index, pending, commit, expected, contents, check));
    return pending;
  }

  /**
   * Refuses a position that is not there.
   *
   * @throws ChainException with {@link ChainException.Reason#POSITION} if no such event is durable
   */
  public void requireThere(EventPosition position) {
    index.search().requireThere(reader, position, followers.end());
  }

  private ChainException damaged(Key key) {
    return new ChainException(
        ChainException.Reason.DAMAGED,
        "%s takes no turns: %s; restore the home from a copy, or salvage what is whole into a new home"
            .formatted(key, damage.chains().get(key)));
  }

  /** From now on {@code listener} is told of each block that becomes durable; one at a time. */
  public void onDurable(DurableListener listener) {
    writer.listener(listener);
  }

  /** Appends a commit whose blocks say all that is expected. */
  public Pending<Append> append(Commit commit, List<Content> contents) {
    List<Expected> any = Collections.nCopies(commit.blocks().size(), Expected.ANY);
    return append(commit, any, contents);
  }

  /**
   * Makes an intent durable; the result is its position. Fails with a {@link LogException} if the
   * disk refuses.
   */
  public Pending<Long> append(Intent intent) {
    return append(intent, List.of());
  }

  /**
   * The same with contents that must be there when the turn runs again; what the log has already is
   * not written again.
   */
  public Pending<Long> append(Intent intent, List<Content> contents) {
    Pending<Long> pending = new Pending<>(place.threads);
    if (damage.chains().containsKey(intent.key())) {
      pending.fail(damaged(intent.key()));
      return pending;
    }
    log.submit(new IntentGroup(writer, index, pending, intent, contents));
    return pending;
  }

  /** The most bytes that a commit and its contents may take in the log. */
  public long commitBytesMax() {
    return place.config.groupBytesMax();
  }

  /** The durable head of a chain; empty if it has no block. */
  public Optional<Head> head(Key key) {
    return Optional.ofNullable(index.head(KeyCodec.items(key), key));
  }

  /** The durable heads of all chains, in the order of their keys. */
  public List<Head> heads() {
    return index.heads();
  }

  /**
   * The block of a chain at a height; empty if there is none.
   *
   * @throws ChainException if what the log holds there is not that block
   */
  public Optional<Block> block(Key key, long height) {
    return reader.block(key, height);
  }

  /**
   * Gives the blocks of a chain from height {@code from} to {@code to} (exclusive), as far as there
   * are, to {@code visitor}, in order, until it says false. A block shares a large array with its
   * neighbours: keep what it says, not the block.
   *
   * @throws ChainException if what the log holds is not these blocks
   */
  public void blocks(Key key, long from, long to, Predicate<Block> visitor) {
    reader.blocks(key, from, to, visitor);
  }

  /** The block of a sequence; empty if there is none. */
  public Optional<Block> blockAt(long sequence) {
    return reader.blockAt(sequence);
  }

  /** The place of a block among all blocks of the home; -1 if there is no such block. */
  public long sequence(Key key, long height) {
    return reader.sequence(key, height);
  }

  /**
   * Gives the blocks that are there and that {@code filter} wants to {@code visitor}, in the order
   * of the log, until it says no. The indices of types, correlations and times say where to look.
   *
   * @throws ChainException with {@link ChainException.Reason#POSITION} if {@code start} is not
   *     there
   */
  public void find(BlockFilter filter, StartPoint start, Predicate<FoundBlock> visitor) {
    index.search().find(reader, filter, start, followers.end(), visitor);
  }

  /**
   * Where the last {@code count} blocks begin that {@code filter} wants, but not before {@code
   * start}; {@code start} if they are fewer.
   */
  public StartPoint last(BlockFilter filter, StartPoint start, int count) {
    return index.search().last(reader, filter, start, followers.end(), count);
  }

  /**
   * Follows the blocks that {@code filter} wants: those from {@code start} on, then those to come.
   * Closing the chains ends it.
   *
   * @throws ChainException with {@link ChainException.Reason#POSITION} if {@code start} is not
   *     there, with {@link ChainException.Reason#FULL} if as many follow already as may
   */
  public BlockSubscription follow(BlockFilter filter, StartPoint start) {
    return followers.add(index.search().cursor(reader, filter, start, followers.end()), filter);
  }

  /** From now on, at most {@code count} may follow at a time. */
  public void followersMax(int count) {
    followers.limit(count);
  }

  /** Ends all subscriptions and refuses new ones: the first step of a stop. */
  public void endFollowing() {
    followers.close();
  }

  /** How many follow. */
  public int followers() {
    return followers.count();
  }

  /**
   * The content of a hash; empty if the log has none.
   *
   * @throws ChainException if the log's is not that
   */
  public Optional<Bytes> content(Hash hash) {
    return reader.content(hash);
  }

  /** Whether the log has the content of a hash. */
  public boolean hasContent(Hash hash) {
    return index.contentPosition(hash) >= 0;
  }

  /** The intents whose height has no block, in the order of the log. */
  public List<Intent> openIntents() {
    return reader.openIntents();
  }

  /** Those of one chain. */
  public List<Intent> openIntents(Key key) {
    return reader.openIntents(key);
  }

  /** The chains that have such intents, in the order of their keys. */
  public List<Key> intending() {
    return index.intending();
  }

  /** Whether the chain {@code key} has one. Reads no disk. */
  public boolean isIntending(Key key) {
    return index.isIntending(KeyCodec.items(key));
  }

  /** How many blocks are durable: the size of the log tree. */
  public long size() {
    return tree.size();
  }

  /** The root of the log tree when it had {@code size} blocks. */
  public Hash rootAt(long size) {
    return tree.rootAt(size);
  }

  /** The proof that the block of {@code sequence} is in the tree of {@code size} blocks. */
  public InclusionProof inclusion(long sequence, long size) {
    return tree.inclusion(sequence, size);
  }

  /** The proof that the tree of {@code newSize} blocks begins with that of {@code oldSize}. */
  public ConsistencyProof consistency(long oldSize, long newSize) {
    return tree.consistency(oldSize, newSize);
  }

  /**
   * Signs what is durable now. The head is in {@code tree/heads/last}, synced, before it is
   * returned. The home's key is made when it never signed.
   *
   * @throws ChainException with {@link ChainException.Reason#KEY} if it did, and the key is lost
   */
  public SignedHead signHead() {
    requireWritable();
    if (!damagedMarks.isEmpty()) {
      throw new ChainException(
          ChainException.Reason.DAMAGED,
          damagedMarks.getFirst()
              + ": no head is signed over it; restore it from a copy or delete it, then open the home again");
    }
    return signer.sign();
  }

  private void requireWritable() {
    if (damage.isReadOnly()) {
      throw new ChainException(
          ChainException.Reason.DAMAGED,
          "%s is damaged: a head of it cannot be signed; verify the home".formatted(place.home));
    }
  }

  /** The note of a head that {@link #signHead} gave: what to keep elsewhere. */
  public Bytes note(SignedHead head) {
    return signer.note(head);
  }

  /**
   * Makes a new key for the home, of another origin, and signs with it what is durable now. What
   * there is of the old key stays beside it, so that heads that it signed can still be checked.
   * Nobody else may be signing.
   *
   * @return the origin that the home had before; empty if it never signed
   */
  public Optional<String> replaceKey() {
    requireWritable();
    return Optional.ofNullable(signer.replaceKey());
  }

  /** What opening mended, and whether the home's key is lost: a line each. */
  public List<String> notices() {
    return notices;
  }

  /** What opening the log found. */
  public Recovery recovery() {
    return log.recovery();
  }

  /** How many batches the log made durable since it was opened. */
  public long batchCount() {
    return log.batchCount();
  }

  /** The position after the last durable record. */
  public long end() {
    return log.end().value();
  }

  /** Waits for what was appended, ends the log's threads, and marks the shutdown as clean. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    followers.close();
    log.close();
    if (log.isReadOnly() || !damagedMarks.isEmpty()) {
      tree.close();
      return;
    }
    try {
      CompactRange range = tree.range();
      CleanMark mark = new CleanMark(log.end().value(), range.size(), range.root());
      place.disk.writeAtomically(place.home.resolve(CleanMark.FILE), mark.encoded());
    } catch (DiskException e) {
      // The mark before stays, and stays true: it only promises less.
    } finally {
      tree.close();
    }
  }
}
