package dev.odeon.host;

import dev.odeon.base.Bytes;

/** What a plug-in may know of its run. Each is asked for only if the plug-in can see it. */
public interface PluginContext {
  /** When the run is, in milliseconds since 1970 UTC: the only clock the plug-in sees. */
  long timeMillis();

  /** 16 bytes that all its randomness comes from. */
  Bytes seed();
}
