package dev.odeon.bench.unruly.host;

/** Public for the parts of its room alone. */
public record HostCosts(long fuel) {}
