package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.engine.RunPacing;
import org.jspecify.annotations.Nullable;

/** What a plug-in may know of its run. Each is asked for only if the plug-in can see it. */
public interface PluginContext {
  /** When the run is, in milliseconds since 1970 UTC: the only clock the plug-in sees. */
  long timeMillis();

  /** 16 bytes that all its randomness comes from. */
  Bytes seed();

  /** When the run gives way to others; null if as all of the engine do. */
  default @Nullable RunPacing pacing() {
    return null;
  }
}
