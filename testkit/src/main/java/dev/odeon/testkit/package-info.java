/**
 * Deterministic doubles of the ports: a virtual clock, a disk that loses any subset of unsynced
 * pages, fails fsync and runs full, and threads scheduled by a seed.
 *
 * <p>The way through: a test calls {@link Simulation#run} with a seed, usually through {@link
 * Seeds}. Each {@link Simulation#boot} gives its body a {@link World}: the ports {@link SimDisk},
 * {@link SimClock}, {@link SimThreads} and {@link SeededEntropy}. Every port call may pass control
 * to another thread ({@code Course} chooses) and asks the disk's {@link Fault} what goes wrong. A
 * boot ends when its main thread returns or with a {@link PowerCut}; the next one gets the disk
 * that {@link Survival} left. A {@link SimulationFailure} names the seed. The doubles also work
 * alone, in tests without a simulation.
 */
@NullMarked
package dev.odeon.testkit;

import org.jspecify.annotations.NullMarked;
