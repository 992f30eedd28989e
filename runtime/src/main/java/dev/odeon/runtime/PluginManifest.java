package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a plug-in beside its module (docs/formats/plugin.md): content that its lifecycle
 * blocks name, {@code [1, "plugin", path, size, stateful, loaded at]} in deterministic CBOR.
 *
 * @param path where it was loaded from; null if nowhere
 * @param sizeBytes the size of the module
 * @param loadedAtMillis when it was loaded, in milliseconds since 1970 UTC
 * @param stateful whether it keeps a state
 */
public record PluginManifest(
    @Nullable String path, long sizeBytes, long loadedAtMillis, boolean stateful) {
  private static final int FORMAT = 1;

  /** What it says of its kind. */
  public static final String KIND = "plugin";

  /** Whether {@code source} is a manifest in CBOR, as this is; an actor's is a text. */
  public static boolean isEncoded(Bytes source) {
    return source.size() > 0 && (source.at(0) & 0xe0) == 0x80;
  }

  /**
   * The kind that a manifest in CBOR names: each is an array that begins with its format and kind.
   *
   * @throws ManifestException if it names none
   */
  public static String kind(Bytes source) {
    try {
      CborReader in = new CborReader(source);
      in.array();
      in.uint(Integer.MAX_VALUE);
      return in.text();
    } catch (MalformedException e) {
      throw damaged("the manifest", e);
    }
  }

  /**
   * The manifest that {@link #source} wrote.
   *
   * @throws ManifestException if it is something else
   */
  public static PluginManifest parse(Bytes source) {
    try {
      return read(new CborReader(source));
    } catch (MalformedException e) {
      throw damaged("the manifest of a plug-in", e);
    }
  }

  private static PluginManifest read(CborReader in) {
    in.array(6);
    int format = in.uint(Integer.MAX_VALUE);
    if (format != FORMAT || !in.text().equals(KIND)) {
      throw in.malformed("it is not a plug-in's of format " + FORMAT);
    }
    String path = in.nil() ? null : in.text();
    long size = in.uint();
    boolean stateful = in.bool();
    PluginManifest manifest = new PluginManifest(path, size, in.uint(), stateful);
    in.end();
    return manifest;
  }

  private static ManifestException damaged(String what, MalformedException e) {
    return new ManifestException(
        "%s is damaged: %s; load the plug-in again".formatted(what, e.getMessage()));
  }

  /** Its bytes. */
  public Bytes source() {
    CborWriter out = new CborWriter(64).array(6).uint(FORMAT).text(KIND);
    out.textOrNull(path).uint(sizeBytes).bool(stateful).uint(loadedAtMillis);
    return out.toBytes();
  }
}
