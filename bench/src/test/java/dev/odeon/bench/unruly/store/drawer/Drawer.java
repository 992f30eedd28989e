package dev.odeon.bench.unruly.store.drawer;

import dev.odeon.bench.unruly.store.Cupboard;

/** A part that sees the root of its room, which sees it; and no room's API. */
public record Drawer(Cupboard cupboard) {}
