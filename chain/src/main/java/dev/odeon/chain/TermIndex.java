package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.log.EntryIndex;
import java.util.HashSet;
import java.util.Set;

/**
 * Where in the log there are events of a kind or a name, and blocks of a category: the print of
 * each leads to the zones that have one, as the sequence of the first such block in them. A zone is
 * {@value #ZONE} blocks in a row, which are read at once: an entry for each block would make the
 * index larger and no search faster.
 */
final class TermIndex implements BlockIndex {
  static final int ZONE_BITS = 5;
  static final int ZONE = 1 << ZONE_BITS;

  private final EntryIndex entries = EntryIndex.keepingAll();

  // Opening, then committer thread only: what the zone has entries for.
  private final Set<Bytes> names = new HashSet<>();
  private final Set<Bytes> categories = new HashSet<>();
  private final Set<Long> prints = new HashSet<>();
  private long kinds;
  private long zone = -1;

  /** The print of a kind. */
  static long print(EventKind kind) {
    return kind.code();
  }

  /** The print of a name, or a part of one, that {@link EventTypes#names} has. */
  static long print(String name) {
    return Hash.of(Bytes.utf8("name " + name)).a();
  }

  /** The print of a category of a tenant. */
  static long print(String tenant, String category) {
    return Hash.of(Bytes.utf8("category " + tenant + " " + category)).a();
  }

  /** The prints of what {@code type} may mean. */
  static long[] printsOf(String type) {
    long name = print(type);
    return EventTypes.kind(type)
        .map(kind -> new long[] {print(kind), name})
        .orElse(new long[] {name});
  }

  @Override
  public String name() {
    return "terms";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public EntryIndex entries() {
    return entries;
  }

  @Override
  public void block(long sequence, Block block, Sink sink) {
    if (sequence >> ZONE_BITS != zone) {
      zone = sequence >> ZONE_BITS;
      names.clear();
      categories.clear();
      prints.clear();
      kinds = 0;
    }
    Key key = block.key();
    if (categories.add(Bytes.utf8(key.tenant() + " " + key.category()))) {
      put(print(key.tenant(), key.category()), sequence, sink);
    }
    for (EncodedEvent event : block.encodedEvents()) {
      int code = event.code();
      if ((kinds >> code & 1) == 0) {
        kinds |= 1L << code;
        sink.put(code, sequence);
      }
      Bytes name = event.nameBytes();
      if (!names.contains(name)) {
        names.add(name.compact());
        EventTypes.names(name.text()).forEach(each -> put(print(each), sequence, sink));
      }
    }
  }

  private void put(long print, long sequence, Sink sink) {
    if (prints.add(print)) {
      sink.put(print, sequence);
    }
  }
}
