package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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
  private final Map<Bytes, Tentative> heads = new HashMap<>();
  private final Set<Hash> contents = new HashSet<>();
  private volatile @Nullable DurableListener listener;

  HeadWriter(ChainIndex index, Followers followers) {
    this.index = index;
    this.followers = followers;
  }

  /**
   * Admits the blocks of {@code group}, each against the head before it, or none. A conflict with a
   * head that is not durable yet is reported once it is.
   *
   * @return whether the group may be written
   */
  boolean admit(AppendGroup group) {
    if (group.blockCount() == 1) {
      return admitOne(group);
    }
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
    heads.put(items, new Tentative(group.block(0).head(), group));
    return true;
  }

  private static void refuse(
      AppendGroup group, Append.Conflict conflict, @Nullable Tentative cause) {
    if (cause == null) {
      group.reject(conflict);
    } else {
      cause.group.rejectOnceDurable(group, conflict);
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
    contents.clear();
    index.forgetExpected();
  }
}
