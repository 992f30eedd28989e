/**
 * The process and its list of commands. Sees all of the room, and no other part of it sees this
 * one.
 */
@NullMarked
package dev.odeon.cli.main;

import org.jspecify.annotations.NullMarked;
