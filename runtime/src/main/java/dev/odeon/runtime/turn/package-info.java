/**
 * How a turn becomes a block, and how a block is run again. {@code Guests} makes guests of modules
 * and manifests; {@code TurnRunner} runs one on a request, with {@code LiveTurn} as its world, and
 * makes a {@code PreparedBlock} of the {@code Turn}; {@code TurnRecovery} takes an interrupted one
 * up again. {@code Rerun} does a recorded turn again, for {@code Replay} and {@code StateLoader};
 * {@code WhatIf} runs other code on it. {@code Storage} is what turns use of the store. Nothing
 * here is appended or answered, and nothing waits in a mailbox: that is the part {@code actor}.
 */
@NullMarked
package dev.odeon.runtime.turn;

import org.jspecify.annotations.NullMarked;
