package dev.odeon.bench.unruly.runtime;

import dev.odeon.bench.unruly.host.HostCosts;
import dev.odeon.bench.unruly.store.drawer.Drawer;

/** Sees a part of another room, and what a room has for its parts alone. */
record Burglar(Drawer drawer, HostCosts costs) {}
