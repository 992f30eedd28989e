/**
 * Doubles of the ports: a virtual clock, a disk that loses any subset of unsynced pages, fails
 * fsync and runs full, seeded threads.
 */
@NullMarked
package dev.odeon.testkit;

import org.jspecify.annotations.NullMarked;
