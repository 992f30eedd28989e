/**
 * The wire protocol: every operation, its codec, and the Java client.
 *
 * <p>The way through: {@link RequestReader} decodes a line of JSON ({@link Decoded}) into an {@link
 * IncomingRequest}, which carries a {@link Request} and, in its {@link Header}, how to answer it; a
 * line that is not a request becomes the error to answer. The {@link Operation} of the request has
 * the {@link FieldTable}s that read and write its fields. {@link ResponseWriter} encodes the
 * result, the items of a {@link StreamOperation} before it, or the {@link RequestException} in its
 * place. {@link Client} goes the other way. {@link SocketPlace} locates the socket of a home, and
 * {@link ServerSearch} finds out whether the server that listens there has that home open.
 */
@NullMarked
package dev.odeon.protocol;

import org.jspecify.annotations.NullMarked;
