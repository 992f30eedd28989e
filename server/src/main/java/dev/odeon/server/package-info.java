/**
 * The server: a Unix socket with a protocol of JSON lines.
 *
 * <p>The way through: {@link Server} chooses the place of the socket, opens a {@code Listener}
 * there and starts {@link Connections}, which accepts clients. Each client has a {@code Connection}
 * with a thread of its own. The thread reads bytes through a {@code ConnectionReader}, cuts them
 * into lines, passes each line to the {@link Handler}, and runs the {@link Task} that it returns; a
 * task that blocks and has an id runs on a virtual thread. The responses leave through the
 * connection's {@code ResponseQueue}, which orders and writes them. The {@code ConnectionMonitor}
 * checks every millisecond: when a task runs longer, a helper thread reads the connection, so that
 * a {@code Cancel} and a disconnect are noticed; a client that stalls the server is disconnected.
 *
 * <p>The server's own handler is {@code ServiceHandler}: it decodes a line with {@link
 * dev.odeon.protocol.RequestReader}, passes the request to {@link dev.odeon.service.Service}, and
 * encodes the result, the items before it or the failure. {@code Budget} limits what all
 * connections together may buffer, and {@link ConnectionLimits} everything else.
 */
@NullMarked
package dev.odeon.server;

import org.jspecify.annotations.NullMarked;
