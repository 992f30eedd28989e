/**
 * The actors of an open home, and the entrance to them: {@link dev.odeon.runtime.actor.Actors},
 * which {@code HomeOpening} makes, and what it leads to, such as {@link
 * dev.odeon.runtime.actor.ActorLifecycle}, {@link dev.odeon.runtime.actor.ActorHistory} and {@link
 * dev.odeon.runtime.actor.Plugins}, or {@link dev.odeon.runtime.actor.MultiActorTurn}. An {@code
 * ActorTask} waits in the {@code Mailbox} of its {@code Actor}, whose slices run turns one after
 * the other; {@code TurnWriter} hands their blocks to the log, and {@code InFlightTurns} has those
 * that are not durable yet. What a turn itself does is in the part {@code turn}.
 */
@NullMarked
package dev.odeon.runtime.actor;

import org.jspecify.annotations.NullMarked;
