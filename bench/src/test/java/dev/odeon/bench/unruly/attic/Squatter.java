package dev.odeon.bench.unruly.attic;

/** Lives in a room nobody gave a floor. */
final class Squatter {}
