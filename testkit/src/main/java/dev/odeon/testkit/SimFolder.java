package dev.odeon.testkit;

import java.util.TreeMap;

/**
 * A folder: its names as programs see them, and as the last folder sync left them. Guarded by the
 * disk's lock. Identity counts, so it is no record.
 */
final class SimFolder implements SimNode {
  final TreeMap<String, SimNode> names = new TreeMap<>();
  final TreeMap<String, SimNode> durable = new TreeMap<>();
}
