package dev.odeon.bench.unruly.chain;

import dev.odeon.bench.unruly.host.Neighbour;

/** Sees a room of its own floor. */
public record Upstairs(Neighbour neighbour) {}
