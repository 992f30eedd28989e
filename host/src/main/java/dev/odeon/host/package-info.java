/**
 * Turns guest imports into recorded host calls through granted capabilities. Knows no actor and no
 * chain.
 *
 * <p>The way through, for an actor. {@link GuestModule#link} checks a compiled module against its
 * {@link Contract} and resolves each import to a {@link CapabilityFunction} of a {@link Capability}
 * in {@link Capabilities}, as far as the actor's {@link Grants} reach. {@link GuestModule#call}
 * runs an export on a fresh instance; a call that the guest makes is lifted by the canonical ABI,
 * charged by {@code HostCosts} and passed to the {@link HostCallBoundary} of the turn. A live
 * boundary calls the function with a {@link GuestCall}, which has the arguments, the grant, and of
 * the {@link TurnContext} time, randomness and services by type; it records call and {@link
 * HostReply} as a {@link HostCallRecord}. A replaying boundary answers from the records, and ends
 * the turn with a {@link DivergedException} where the guest asks for something else; a resuming one
 * does so up to the interrupted call, and is live from there; a what-if one answers other code. The
 * records leave with the turn, which the caller makes a block of. Odeon's own capabilities are the
 * part {@code capability}.
 *
 * <p>For a plug-in, {@link PluginModule#of} links {@code process} to the functions of {@code
 * PluginFunction}, which see a {@code PluginInvocation} with its {@link PluginState}; {@link
 * PluginModule#run} ends in a {@link PluginResult}. A module without {@code process} runs in a
 * {@link CommandForm}, which the part {@code wasi} implements.
 */
@NullMarked
package dev.odeon.host;

import org.jspecify.annotations.NullMarked;
