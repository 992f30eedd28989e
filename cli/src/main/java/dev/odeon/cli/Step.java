package dev.odeon.cli;

/**
 * What one step of the demo found.
 *
 * @param holds whether it is as it must be
 * @param found what was found, for people
 * @param fields what was found, for programs
 */
record Step(boolean holds, String found, Fields fields) {}
