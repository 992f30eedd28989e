/**
 * Values everyone shares ({@code Bytes}, {@code Hash}, keys, deterministic CBOR) and the ports to
 * the world: {@code Clock}, {@code Entropy}, {@code Disk}, {@code Threads}.
 */
@NullMarked
package dev.odeon.base;

import org.jspecify.annotations.NullMarked;
