package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;

/** A call of the host or a log line of a guest during a turn, as data. */
public sealed interface HostCallRecord {
  /** The function, {@code <package>/<interface>#<function>}. */
  String name();

  /** What an event takes beside its texts and bytes: its hash in the header, heads and numbers. */
  int EVENT_BYTES = 64;

  /** About how many bytes it takes in a block: hardly ever less. */
  default long recordedBytes() {
    return switch (this) {
      case HostCall(_, String name, Bytes args, HostReply.Stored(Key source, _, _, _)) ->
          EVENT_BYTES
              + size(name)
              + args.size()
              + Hash.SIZE
              + (source == null ? 0 : size(source.text()));
      case Posted _, HostCall _, Note _ -> EVENT_BYTES + handledBytes();
    };
  }

  /** How many bytes its name, arguments and answer have, those of a stored answer included. */
  default long handledBytes() {
    return switch (this) {
      case Posted(_, String name, Bytes args, Bytes reply) ->
          size(name) + args.size() + reply.size();
      case HostCall(_, String name, Bytes args, HostReply reply) ->
          size(name)
              + args.size()
              + switch (reply) {
                case HostReply.Value(Bytes encoded) -> encoded.size();
                case HostReply.Stored stored -> stored.size();
                case HostReply.Trapped(String kind) -> size(kind);
              };
      case Note(String name, String text) -> size(name) + size(text);
    };
  }

  private static long size(String text) {
    return Bytes.utf8(text).size();
  }

  /**
   * The same as part of a turn that did not return: what was posted is a call without an effect.
   */
  default HostCallRecord withoutEffect() {
    return switch (this) {
      case Posted(_, String name, Bytes args, Bytes reply) ->
          new HostCall(CallKind.DEFERRED, name, args, new HostReply.Value(reply));
      case HostCall _, Note _ -> this;
    };
  }

  /**
   * A call with its answer.
   *
   * @param kind when it takes effect
   * @param args the encoding of the tuple of its arguments
   * @param reply what it answered
   */
  record HostCall(CallKind kind, String name, Bytes args, HostReply reply)
      implements HostCallRecord {}

  /**
   * A deferred call that was accepted: it takes effect once the turn's block is durable.
   *
   * @param index the number of the call in its turn, 0-based
   * @param args the encoding of the tuple of its arguments
   * @param reply the encoding of what it answered
   */
  record Posted(int index, String name, Bytes args, Bytes reply) implements HostCallRecord {}

  /**
   * A line of the guest's log.
   *
   * @param text the line
   */
  record Note(String name, String text) implements HostCallRecord {}
}
