/** Stores of Theater: out of a home into a folder of that kind, and from one into a home. */
@NullMarked
package dev.odeon.cli.theater;

import org.jspecify.annotations.NullMarked;
