package dev.odeon.testkit;

import java.util.TreeMap;

/**
 * A folder: its names as programs see them, and as the last folder sync left them. Guarded by the
 * disk's lock. Not a record, because folders are compared by identity.
 */
final class SimFolder implements SimNode {
  final TreeMap<String, SimNode> names = new TreeMap<>();
  final TreeMap<String, SimNode> durable = new TreeMap<>();
}
