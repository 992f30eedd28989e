package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Pending;
import dev.odeon.log.LogException;
import dev.odeon.log.LogPosition;
import dev.odeon.log.LogRecord;
import dev.odeon.log.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A commit submitted to the log, with its content before it: made by the caller's thread, then
 * owned by the committer's.
 */
final class AppendGroup implements Submission {
  /** Another group, and what it is answered once this one is durable. */
  private record Waiting(AppendGroup group, Supplier<Append> answer) {}

  private final HeadWriter writer;
  private final ChainIndex index;
  private final Pending<Append> pending;
  private final ChainIndex.Recorded commit;
  private final List<Expected> expected;
  private final PendingContents contents;
  private final @Nullable ConditionCheck condition;
  private final List<@Nullable Head> resolved = new ArrayList<>();
  private final int resolvedAt;
  private final List<Waiting> waiting = new ArrayList<>(0);
  private boolean prepared;
  private int records;

  AppendGroup(
      HeadWriter writer,
      ChainIndex index,
      Pending<Append> pending,
      Commit commit,
      List<Expected> expected,
      List<Content> contents,
      @Nullable ConditionCheck condition) {
    this.writer = writer;
    this.index = index;
    this.pending = pending;
    this.expected = expected;
    this.condition = condition;
    LogRecord record = new LogRecord(LogRecord.Kind.COMMIT, commit.encoded());
    List<HeaderView> views = new ArrayList<>(commit.blocks().size());
    for (Block block : commit.blocks()) {
      views.add(new HeaderView(KeyCodec.items(block.key()), block.height()));
    }
    this.commit = new ChainIndex.Recorded(record, commit.blocks(), views);
    this.resolvedAt = index.sealedCount();
    for (int i = 0; i < views.size(); i++) {
      Block block = commit.blocks().get(i);
      // Hashed here, so that the committer need not.
      block.hash();
      resolved.add(index.head(views.get(i).keyItems(), block.key()));
    }
    this.contents = new PendingContents(index, contents);
  }

  int blockCount() {
    return commit.blocks.size();
  }

  /** The chain of block {@code i}: tenant, category and id, encoded. */
  Bytes keyItems(int i) {
    return commit.views.get(i).keyItems();
  }

  /** The place of the first block among all of the home, once it is durable. */
  long firstSequence() {
    return commit.firstSequence;
  }

  Block block(int i) {
    return commit.blocks.get(i);
  }

  Set<Hash> contentHashes() {
    return contents.hashes();
  }

  /** The head of the chain of block {@code i} when the group was made. */
  @Nullable Head resolved(int i) {
    return resolved.get(i);
  }

  /** How many segments had ended then. */
  int resolvedAt() {
    return resolvedAt;
  }

  /** What speaks against block {@code i} after {@code actual}; null if nothing does. */
  Append.@Nullable Conflict conflict(int i, @Nullable Head actual) {
    Expected asked = expected.get(i);
    Block block = block(i);
    if (!asked.holds(actual)) {
      return new Append.Conflict(block.key(), asked, actual);
    }
    BlockHeader header = block.header();
    Expected needed =
        header.height() == 0
            ? Expected.EMPTY
            : new Expected.Exactly(new Head(header.key(), header.height() - 1, header.parent()));
    return needed.holds(actual) ? null : new Append.Conflict(block.key(), needed, actual);
  }

  /** What must not be there when it is written; null for nothing. */
  @Nullable ConditionCheck condition() {
    return condition;
  }

  /** It is not written, and answered {@code answer}. */
  void reject(Append answer) {
    pending.complete(answer);
  }

  /** Nothing of it is appended: it cannot be told whether it may be. */
  void refuse(RuntimeException cause) {
    pending.fail(cause);
  }

  /** The same of another group, once this one is durable. */
  void rejectOnceDurable(AppendGroup group, Supplier<Append> answer) {
    waiting.add(new Waiting(group, answer));
  }

  @Override
  public long sizeBytesMax() {
    return commit.record.sizeBytes() + contents.sizeBytes();
  }

  @Override
  public List<LogRecord> prepare(LogPosition first) {
    prepared = true;
    if (!writer.admit(this)) {
      return List.of();
    }
    List<LogRecord> group = contents.before(commit.record, writer);
    index.expect(commit);
    records = group.size();
    return group;
  }

  @Override
  public void committed(LogPosition first) {
    writer.committed(this);
    List<Head> heads = new ArrayList<>(commit.blocks.size());
    for (Block block : commit.blocks) {
      heads.add(block.head());
    }
    long position = first.plus(records - 1L).value();
    pending.complete(new Append.Appended(heads, commit.firstSequence, position));
    waiting.forEach(later -> later.group.reject(later.answer.get()));
  }

  @Override
  public void failed(LogException cause) {
    // A group that was never prepared may fail on another thread than the committer's.
    if (prepared) {
      writer.fallBack();
    }
    pending.fail(cause);
    waiting.forEach(later -> later.group.pending.fail(cause));
  }
}
