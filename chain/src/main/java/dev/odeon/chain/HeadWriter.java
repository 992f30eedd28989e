package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.log.LogException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where chains end as the committer sees them: the durable heads, overlaid by those of the batch in
 * flight, which count unless the batch fails. Owned by the committer thread.
 */
final class HeadWriter {
  /** The head that a group of the batch in flight gives to a chain. */
  private record Tentative(Head head, AppendGroup group) {}

  private final ChainIndex index;
  private final Followers followers;
  private final RecentEvents recent;
  private final ChainReader reader;
  private final Map<Bytes, Tentative> heads = new HashMap<>();
  private final Set<Hash> contents = new HashSet<>();
  private volatile @Nullable DurableListener listener;

  HeadWriter(ChainIndex index, ChainReader reader, Followers followers) {
    this.index = index;
    this.reader = reader;
    this.followers = followers;
    this.recent = new RecentEvents(index.search(), index.endSequence());
  }

  /**
   * Admits the blocks of {@code group}, each against the head before it, and all against its
   * condition, or none. A conflict with what is not durable yet is reported once it is.
   *
   * @return whether the group may be written
   */
  boolean admit(AppendGroup group) {
    boolean admitted = group.blockCount() == 1 ? admitOne(group) : admitAll(group);
    if (admitted) {
      recent.admitted(group);
    }
    return admitted;
  }

  /** Whether nothing speaks against the condition of {@code group}, which is told if not. */
  private boolean meetsCondition(AppendGroup group) {
    ConditionCheck condition = group.condition();
    RecentEvents.Failure failure;
    try {
      failure = condition == null ? null : recent.failure(condition, reader);
    } catch (LogException | ChainException e) {
      group.refuse(e); // what it must be compared with cannot be read; others can be appended
      return false;
    }
    if (failure != null) {
      refuse(group, failure.answer(), failure.cause());
    }
    return failure == null;
  }

  private boolean admitAll(AppendGroup group) {
    Map<Bytes, Head> ours = new HashMap<>();
    for (int i = 0; i < group.blockCount(); i++) {
      Bytes items = group.keyItems(i);
      Head own = ours.get(items);
      Head actual = own != null ? own : head(items, group, i);
      Append.Conflict conflict = group.conflict(i, actual);
      if (conflict != null) {
        refuse(group, conflict, own != null ? null : heads.get(items));
        return false;
      }
      ours.put(items, group.block(i).head());
    }
    if (!meetsCondition(group)) {
      return false;
    }
    ours.forEach((items, head) -> heads.put(items, new Tentative(head, group)));
    return true;
  }

  /** The commit of nearly every turn: the same with fewer tables. */
  private boolean admitOne(AppendGroup group) {
    Bytes items = group.keyItems(0);
    Append.Conflict conflict = group.conflict(0, head(items, group, 0));
    if (conflict != null) {
      refuse(group, conflict, heads.get(items));
      return false;
    }
    if (!meetsCondition(group)) {
      return false;
    }
    heads.put(items, new Tentative(group.block(0).head(), group));
    return true;
  }

  private static void refuse(
      AppendGroup group, Append.Conflict conflict, @Nullable Tentative cause) {
    refuse(group, () -> conflict, cause == null ? null : cause.group);
  }

  private static void refuse(
      AppendGroup group, Supplier<Append> answer, @Nullable AppendGroup cause) {
    if (cause == null) {
      group.reject(answer.get());
    } else {
      cause.rejectOnceDurable(group, answer);
    }
  }

  private @Nullable Head head(Bytes keyItems, AppendGroup group, int i) {
    Tentative tentative = heads.get(keyItems);
    if (tentative != null) {
      return tentative.head;
    }
    // It was looked up before: it can have moved only in the segments from then on.
    Head newer = index.head(keyItems, group.block(i).key(), group.resolvedAt());
    return newer != null ? newer : group.resolved(i);
  }

  /**
   * Whether content of {@code hash} need not be written again; if it must, it is taken as written
   * from now on.
   */
  boolean knowsOrTakes(Hash hash) {
    return index.hasActiveContent(hash) || !contents.add(hash);
  }

  /** Calls {@code next} from now on for each block that becomes durable. Any thread. */
  void listener(DurableListener next) {
    listener = next;
  }

  /** The group is durable: the index knows it now. */
  void committed(AppendGroup group) {
    for (int i = 0; i < group.blockCount(); i++) {
      Bytes items = group.keyItems(i);
      Tentative tentative = heads.get(items);
      if (tentative != null && tentative.group == group) {
        heads.remove(items);
      }
    }
    recent.committed(group);
    committed(group.contentHashes());
    followers.durable(group);
    DurableListener told = listener;
    if (told != null) {
      for (int i = 0; i < group.blockCount(); i++) {
        told.durable(group.firstSequence() + i, group.block(i));
      }
    }
  }

  /** The contents of {@code hashes} are durable: the index knows them now. */
  void committed(Set<Hash> hashes) {
    contents.removeAll(hashes);
  }

  /** The batch in flight failed, and with it everything that was admitted and is not durable. */
  void fallBack() {
    heads.clear();
    recent.fallBack();
    contents.clear();
    index.forgetExpected();
  }
}
