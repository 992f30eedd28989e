/**
 * The execution service: plug-ins are loaded once, each under a UUID, and run any number of times,
 * alone or in a pipeline. {@link dev.odeon.execution.Execution} is the way in. A run of a plug-in
 * without a state takes no hand-off: it is on the thread that asks. One with a state is a turn of
 * the actor {@code binary/<uuid>}.
 */
@NullMarked
package dev.odeon.execution;

import org.jspecify.annotations.NullMarked;
