/**
 * An explicit-state model of delivery: commit, dedup, outbox and timers of two actors, explored
 * breadth first through every interleaving, crashes and failed writes included.
 *
 * <p>The way through: {@code DeliveryModel} has the steps that a {@code ModelState} allows, with
 * one {@code Mutant} at most. {@code Exploration} goes through all states that can be reached,
 * checks each {@code Invariant}, and keeps for each that breaks the shortest way there. {@code
 * docs/model.md} tells it for readers.
 */
@NullMarked
package dev.odeon.testkit.model;

import org.jspecify.annotations.NullMarked;
