/**
 * The event store: events are appended to streams, read, and followed.
 *
 * <p>The way through: {@link EventStore} is the entry. It checks what is to be appended against the
 * written limits ({@code AppendCheck}) and hands it to {@code runtime} as an {@code AppendRequest},
 * which is a turn of the stream that runs no guest; several streams become one commit. What came of
 * it is an {@link AppendResult}. Reading goes through the indices of {@code chain} and becomes
 * {@link StoredEvent}s ({@code EventReader}); an {@link EventSubscription} follows what is yet to
 * come.
 */
@NullMarked
package dev.odeon.aggregate;

import org.jspecify.annotations.NullMarked;
