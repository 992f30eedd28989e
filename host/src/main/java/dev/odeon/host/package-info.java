/**
 * Turns guest imports into recorded host calls through granted capabilities. Knows no actor and no
 * chain.
 *
 * <p>The way through, for an actor. {@link GuestModule#link} checks a compiled module against its
 * {@link Contract} and resolves each import to a {@link CapabilityFunction} of a {@link Capability}
 * in {@link Capabilities}, if the actor's grants name it. {@link GuestModule#call} runs an export
 * on a fresh instance; a call that the guest makes is lifted by the canonical ABI, charged by
 * {@code HostCosts} and passed to the {@link Border} of the turn. A live border runs the function
 * on the {@link TurnContext}, which offers time, randomness, the actor's own history and, as {@link
 * GrantedStore}, the content store within a {@link StoreGrant}; it records call and {@link
 * HostReply} as a {@link Crossing}. A replaying border answers from recorded crossings, and ends
 * the turn with a {@link DivergedException} where the guest asks for something else. The crossings
 * leave with the turn, which the caller makes a block of.
 *
 * <p>For a plug-in, {@link PluginModule#of} links {@code process} to the functions of {@code
 * PluginFunction}, which see a {@code PluginInvocation} with its {@link PluginState}; {@link
 * PluginModule#run} ends in a {@link PluginResult}. A module without {@code process} runs in a
 * {@link CommandForm}, which the part {@code wasi} implements.
 */
@NullMarked
package dev.odeon.host;

import org.jspecify.annotations.NullMarked;
