/** Actors: mailbox, scheduler, turn, replay, supervision, timers. */
@NullMarked
package dev.odeon.runtime;

import org.jspecify.annotations.NullMarked;
