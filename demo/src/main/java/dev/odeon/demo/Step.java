package dev.odeon.demo;

import dev.odeon.protocol.JsonFields;

/**
 * What one step of the demo found.
 *
 * @param holds whether it is as it must be
 * @param found what was found, for people
 * @param fields what was found, for programs
 */
record Step(boolean holds, String found, JsonFields fields) {}
