package dev.odeon.protocol;

import dev.odeon.base.Hash;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A plug-in in a list.
 *
 * @param id its id
 * @param path the path from which it was loaded; empty if it has none
 * @param size the size of its module in bytes
 * @param loadedAtSeconds when its code was loaded, in seconds since 1970 UTC
 * @param hash the SHA-256 of its module, {@code sha256:…}
 * @param stateful whether it keeps state
 * @param runs the number of runs since the server started; null if nothing counts them
 * @param errors how many of them failed; null if nothing counts them
 * @param problem why it cannot run; null if it can
 */
public record PluginEntry(
    UUID id,
    String path,
    long size,
    long loadedAtSeconds,
    Hash hash,
    boolean stateful,
    @Nullable Long runs,
    @Nullable Long errors,
    @Nullable String problem) {
  private static final FieldKind<Long> ISO_TIME = FieldKind.seconds();

  /** The fields of an entry, as the socket has always had them. */
  public static final FieldTable<PluginEntry> FIELDS = fields(FieldKind.WHOLE);

  /** The fields of an entry with its time in the form that all times have. */
  public static final FieldTable<PluginEntry> ENVELOPED = fields(ISO_TIME);

  private static FieldTable<PluginEntry> fields(FieldKind<Long> time) {
    return FieldTable.<PluginEntry>of()
        .required("id", FieldKind.UUID, PluginEntry::id, "its id")
        .required("path", FieldKind.TEXT, PluginEntry::path, "the path it was loaded by")
        .required("size", FieldKind.WHOLE, PluginEntry::size, "the size of its module")
        .required("loaded_at", time, PluginEntry::loadedAtSeconds, "when, in seconds since 1970")
        .required("hash", FieldKind.HASH, PluginEntry::hash, "the hash of its module")
        .required("stateful", FieldKind.FLAG, PluginEntry::stateful, "whether it keeps state")
        .nullable(
            "runs", FieldKind.WHOLE, PluginEntry::runs, "how often it ran since the server started")
        .nullable("errors", FieldKind.WHOLE, PluginEntry::errors, "how many runs failed")
        .optional("problem", FieldKind.TEXT, PluginEntry::problem, "why it cannot run")
        .make(in ->
            new PluginEntry(
                in.next(), in.next(), in.next(), in.next(), in.next(), in.next(), in.next(),
                in.next(), in.next()));
  }
}
