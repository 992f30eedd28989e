/**
 * The actors of a home: mailboxes, scheduling, turns, recovery, replay and plug-ins.
 *
 * <p>The way through: a {@link TurnRequest}, such as a {@link Message}, comes in at {@link
 * dev.odeon.runtime.actor.Actors#deliver}, which never blocks. It becomes an {@code ActorTask} in
 * the {@code Mailbox} of its {@code Actor}, which {@code ActorTable} finds or makes, and the caller
 * gets a {@link Delivery}: accepted, with a pending {@link Answer}, or the reason why not. An actor
 * whose mailbox was empty goes to the {@code Scheduler}, which runs it for a slice on a guest
 * thread, so one thread at a time owns the actor's memory, {@code LoadedActor}. For each task the
 * actor first finishes a turn that was interrupted after a call to the outside ({@code
 * InterruptedTurns}, {@code TurnRecovery}) and checks whether the request is a duplicate ({@code
 * Deduplication}), or expects another head. Then {@code TurnRunner} runs the guest: {@code
 * TurnCode} gets a {@code TurnInput}, its calls go through a {@link
 * dev.odeon.host.HostCallBoundary}, and the result is a {@code Turn}, the events of one block.
 * Before a call to the outside, its intent is durable ({@code Intents}).
 *
 * <p>The block leaves as a {@code PreparedBlock}, with its effects decoded, through {@code
 * TurnWriter}, which passes it to {@link dev.odeon.chain.Chains#append}. The actor goes on to its
 * next turn without waiting for the disk; {@code InFlightTurns} has the turns in flight and bounds
 * their number. Once the block is durable, the committer thread gives its effects to their handlers
 * ({@link dev.odeon.runtime.effect.Effects}) in the order of the log, and calls {@code
 * Actor.settled}, which completes the answers. If the append fails, the actor drops its memory and
 * loads it again from its chain ({@code ActorMemory}, {@code StateLoader}). An actor that is idle
 * leaves memory, and its object leaves the table.
 *
 * <p>What else runs: {@code Guests} makes guests of modules and manifests, by the {@code GuestKind}
 * that a manifest names. {@link dev.odeon.runtime.actor.Plugins}: each plug-in is an actor of the
 * category {@value dev.odeon.runtime.actor.Plugins#CATEGORY}, and a run of one that keeps state is
 * a {@link TurnRequest}; {@link dev.odeon.runtime.actor.MultiActorTurn} takes the turns of several
 * plug-ins as one commit. The room {@code execution} runs stateless plug-ins, and records nothing.
 *
 * <p>A turn without a guest, a {@link StreamTurn}, appends events to a stream: {@code StreamTurns}
 * compares its key and its version, {@link dev.odeon.runtime.actor.Streams} hands it in, alone or
 * with others as one commit, and {@code StreamIndex} has the versions.
 *
 * <p>Replay: {@code Replay} reads the blocks of a chain and {@code Rerun} re-executes each, with
 * the recorded answers in place of the world; nothing is appended. {@code StateLoader} does the
 * same from the newest kept state on to load an actor, and {@code WhatIf} runs other code on the
 * history.
 *
 * <p>{@code Home} is the folder of all this, {@link Extensions} is what a program adds to it:
 * capabilities, effects, indices. {@code Directory} and the indices of the part {@code index} are
 * derived from the chains. {@code HomeVerifier} and {@code HomeSalvage} read a home without opening
 * it.
 *
 * <p>This package has the values and interfaces that other rooms use, and the folder of a home. The
 * part {@code turn} turns requests into blocks and runs blocks again; the part {@code actor} has
 * mailboxes, scheduling and the entrance, {@link dev.odeon.runtime.actor.Actors}, and sees all
 * others. {@code effect}, {@code index} and {@code tenant} see none.
 */
@NullMarked
package dev.odeon.runtime;

import org.jspecify.annotations.NullMarked;
