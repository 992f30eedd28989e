package dev.odeon.protocol;

/** How a request is laid out, and so its answer. */
public enum Shape {
  /** {@code {"type":…, fields…}}, answered by {@code {"type":…,"Ok":…}} or {@code "Err"}. */
  FLAT,
  /**
   * {@code {"type":…,"payload":{fields…}}}, answered by {@code {"success":true,"data":…}} or {@code
   * {"success":false,"error":…,"code":…}}; for the five requests about binaries alone.
   */
  ENVELOPE
}
