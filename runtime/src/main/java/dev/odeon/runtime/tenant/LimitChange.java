package dev.odeon.runtime.tenant;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.MalformedException;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.runtime.TenantLimit;
import org.jspecify.annotations.Nullable;

/**
 * A limit of a tenant that changed, as a domain event of its chain (docs/formats/chain.md).
 *
 * @param before the value until then; null if there was none
 * @param after the value since then; null for none
 */
record LimitChange(TenantLimit limit, @Nullable Long before, @Nullable Long after) {
  private static final String NAME = "limit-changed";

  Event event() {
    CborWriter out = new CborWriter(32);
    out.array(3).text(limit.text());
    write(out, before);
    write(out, after);
    return Event.of(NAME, EventData.Domain.of(out.toBytes()));
  }

  private static void write(CborWriter out, @Nullable Long value) {
    if (value == null) {
      out.nil();
    } else {
      out.uint(value);
    }
  }

  /**
   * The change that {@code event} tells of; null if it is another event, or says what only a newer
   * Odeon understands.
   */
  static @Nullable LimitChange of(Event event) {
    if (!event.name().equals(NAME)
        || !(event.data() instanceof EventData.Domain(Bytes data, _, _))) {
      return null;
    }
    CborReader in = new CborReader(data);
    try {
      in.array(3);
      TenantLimit limit = TenantLimit.of(in.text());
      Long before = read(in);
      Long after = read(in);
      in.end();
      return limit == null || after != null && (after < 1 || after > limit.most())
          ? null
          : new LimitChange(limit, before, after);
    } catch (MalformedException e) {
      return null;
    }
  }

  private static @Nullable Long read(CborReader in) {
    return in.nil() ? null : Long.valueOf(in.uint());
  }

  /** The change in words. */
  String text() {
    return "%s: %s, was %s".formatted(limit.text(), text(after), text(before));
  }

  private static String text(@Nullable Long value) {
    return value == null ? "none" : value.toString();
  }
}
