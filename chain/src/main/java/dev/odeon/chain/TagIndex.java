package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.log.EntryIndex;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which blocks have domain events with a tag: the print of a tag leads to their sequences. */
final class TagIndex implements BlockIndex {
  private final EntryIndex entries = EntryIndex.keepingAll();

  /** The print of a tag of a tenant. */
  static long print(String tenant, String tag) {
    return Hash.of(Bytes.utf8(tenant + " " + tag)).a();
  }

  @Override
  public String name() {
    return "tags";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public EntryIndex entries() {
    return entries;
  }

  @Override
  public void block(long sequence, Block block, Sink sink) {
    if (!block.has(EventKind.DOMAIN)) {
      return;
    }
    Set<String> tags = new LinkedHashSet<>();
    for (int i = 0; i < block.eventCount(); i++) {
      if (block.encodedEvents().get(i).is(EventKind.DOMAIN)
          && block.event(i).data() instanceof EventData.Domain domain) {
        tags.addAll(domain.tags());
      }
    }
    tags.forEach(tag -> sink.put(print(block.key().tenant(), tag), sequence));
  }
}
