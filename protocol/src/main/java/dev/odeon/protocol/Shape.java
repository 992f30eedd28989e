package dev.odeon.protocol;

/** The layout of a request and of its response. */
public enum Shape {
  /**
   * The request {@code {"type":…, fields…}} has the response {@code {"type":…,"Ok":…}} or {@code
   * {"type":…,"Err":…}}.
   */
  FLAT,
  /**
   * The request {@code {"type":…,"payload":{fields…}}} has the response {@code
   * {"success":true,"data":…}} or {@code {"success":false,"error":…,"code":…}}. Only the five
   * requests about plug-ins accept it.
   */
  ENVELOPE
}
