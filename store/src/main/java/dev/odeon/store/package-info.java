/**
 * The content-addressed store: bytes by the hash of their content, with names that people remember.
 *
 * <p>A {@link Store} is what one home keeps: its {@link Contents}, the {@link Labels} of each named
 * store in it, and the collector that sweeps what nothing names. Content of up to 1 MiB is a file
 * named by its hash. Larger content is cut by a {@link Chunker} into chunks; those that are new go
 * into one pack, and a recipe says which chunks the whole is made of. {@link Contents} is the seam:
 * files here, memory. {@link Owners} records which tenant stored which content.
 *
 * <p>What is in {@code store/} is the truth; the catalogue and the chunk index in {@code
 * derived/index} are made again when they are missing. The bytes are in {@code
 * docs/formats/store.md}.
 */
@NullMarked
package dev.odeon.store;

import org.jspecify.annotations.NullMarked;
