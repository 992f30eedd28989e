/**
 * Every message that crosses a socket, with its codec, and the Java client that speaks it.
 *
 * <p>The way through: a line of JSON is {@link Decoded} by {@link RequestReader} into a {@link
 * Call}, which carries a {@link Request} and says in its {@link Header} how it is to be answered,
 * or into what refuses it. {@link ResponseWriter} encodes the {@link Response}. {@link Client} goes
 * the other way round. {@link SocketPlace} says where the socket of a home is, and {@link
 * ServerSearch} finds out whether a server that listens there has that home open.
 */
@NullMarked
package dev.odeon.protocol;

import org.jspecify.annotations.NullMarked;
