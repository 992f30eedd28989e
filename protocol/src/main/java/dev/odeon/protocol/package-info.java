/**
 * Every operation, said once, with its codec and the Java client.
 *
 * <p>The way through: a line of JSON is {@link Decoded} by {@link RequestReader} into an {@link
 * IncomingRequest}, which carries a {@link Request} and says in its {@link Header} how it is to be
 * answered; or into why it is none. The {@link Operation} of the request has the {@link
 * FieldTable}s that read and write its fields. {@link ResponseWriter} encodes the result, the items
 * of a {@link StreamOperation} before it, or the {@link RequestException} in its place. {@link
 * Client} goes the other way round. {@link SocketPlace} says where the socket of a home is, and
 * {@link ServerSearch} finds out whether a server that listens there has that home open.
 */
@NullMarked
package dev.odeon.protocol;

import org.jspecify.annotations.NullMarked;
