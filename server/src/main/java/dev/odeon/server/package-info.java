/**
 * The door: a Unix socket that speaks lines of JSON.
 *
 * <p>The way through: {@link Server} finds a place for the socket and opens {@link Connections}
 * over it. Each connection has a thread of its own, which cuts what comes into lines, gives each to
 * the {@link Handler}, and carries out the {@link Task} it gets back. What takes longer than a
 * millisecond is watched: another thread reads meanwhile, so that it can be cancelled. The handler
 * of a server decodes a line and asks the {@link Service}, which maps requests to the execution
 * service and the actors of the home.
 */
@NullMarked
package dev.odeon.server;

import org.jspecify.annotations.NullMarked;
