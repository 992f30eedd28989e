/**
 * The actors of a home: mailboxes, scheduling, turns, recovery, replay and plug-ins.
 *
 * <p>The way through: a {@link Message} comes in at {@link Actors#deliver}, which never blocks. It
 * becomes an {@code Order} in the {@code Mailbox} of its {@code Actor}, and the caller gets a
 * {@link Delivery}: accepted, with a pending {@link Answer}, or the reason why not. An actor whose
 * mailbox was empty goes to the {@code Scheduler}, which runs it for a slice on a guest thread, so
 * one thread at a time owns the actor's memory, {@code Live}. For each order the actor first
 * finishes a turn that was interrupted after a call to the outside ({@code BrokenOff}, {@code
 * Resumption}) and checks whether the message is a duplicate ({@code Attempts}). Then it runs the
 * guest: {@code TurnCode} gets an {@code Occasion}, its calls go through a {@link
 * dev.odeon.host.Border}, and the result is a {@code Turn}, the events of one block. Before a call
 * to the outside, its intent is durable ({@code Intents}).
 *
 * <p>The block leaves as a {@code NextBlock} in a {@code JointCommit}, which passes it to {@link
 * dev.odeon.chain.Chains#append}. The actor goes on to its next turn without waiting for the disk;
 * {@code Unsettled} has the turns in flight and bounds their number. Once the block is durable, the
 * committer thread calls {@code Actor.settled}, which completes the answers; {@code StoreClerk}
 * then makes the changes to the store that the turn asked for. If the append fails, the actor drops
 * its memory and loads it again from its chain.
 *
 * <p>Plug-ins: each is an actor of the category {@value Plugins#CATEGORY}, and its chain records
 * its code. {@link Plugins} loads and unloads them, and passes each run of a plug-in that keeps
 * state to its actor's mailbox as an {@code Order.Run}; {@link JointTurn} takes the turns of
 * several plug-ins as one commit. The room {@code execution} runs stateless plug-ins, and records
 * nothing.
 *
 * <p>Replay: {@code Replay} reads the blocks of a chain and {@code Rerun} re-executes each, with
 * the recorded answers in place of the world; nothing is appended. {@code StateLoader} does the
 * same from the newest kept state on to load an actor, and {@code WhatIf} runs other code on the
 * history.
 *
 * <p>{@code Node} is what the actors of one home share. {@code Home} is its folder, {@code
 * Directory} and the other indices are derived from the chains, and {@code HomeVerifier} and {@code
 * HomeSalvage} read a home without opening it.
 */
@NullMarked
package dev.odeon.runtime;

import org.jspecify.annotations.NullMarked;
