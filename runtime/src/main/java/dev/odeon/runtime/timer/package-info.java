/**
 * Timers of actors: what a manifest asks for ({@link dev.odeon.runtime.timer.ManifestTimer}, and
 * the times of its {@link dev.odeon.runtime.timer.Grid}), and which timers of the home wait for
 * their time ({@link dev.odeon.runtime.timer.TimerIndex}), as the blocks of the actors tell it.
 * Nothing fires here.
 */
@NullMarked
package dev.odeon.runtime.timer;

import org.jspecify.annotations.NullMarked;
