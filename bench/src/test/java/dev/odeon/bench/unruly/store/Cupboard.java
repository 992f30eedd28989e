package dev.odeon.bench.unruly.store;

import dev.odeon.bench.unruly.store.drawer.Drawer;

/** The root of a room that sees its part, which sees it. */
public record Cupboard(Drawer drawer) {}
