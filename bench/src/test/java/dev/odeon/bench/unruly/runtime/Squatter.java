package dev.odeon.bench.unruly.runtime;

/** Has the name of a type in another room. */
final class Squatter {}
