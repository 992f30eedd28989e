package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;

/** Something that crossed the border between a guest and its host during a turn, as data. */
public sealed interface Crossing {
  /** The function, {@code <package>/<interface>#<function>}. */
  String name();

  /** About how many bytes it takes in a block. */
  default long size() {
    return switch (this) {
      case Posted(_, String name, Bytes args, Bytes reply) ->
          name.length() + (long) args.size() + reply.size();
      case HostCall(_, String name, Bytes args, HostReply.Value(Bytes encoded)) ->
          name.length() + (long) args.size() + encoded.size();
      case HostCall(_, String name, Bytes args, HostReply _) ->
          name.length() + (long) args.size() + Hash.SIZE;
      case Note(String name, String text) -> name.length() + (long) text.length();
    };
  }

  /**
   * The same as part of a turn that did not return: what was posted is a call without an effect.
   */
  default Crossing withoutEffect() {
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
  record HostCall(CallKind kind, String name, Bytes args, HostReply reply) implements Crossing {}

  /**
   * A deferred call that was accepted: it takes effect once the turn's block is durable.
   *
   * @param index the number of the call in its turn, 0-based
   * @param args the encoding of the tuple of its arguments
   * @param reply the encoding of what it answered
   */
  record Posted(int index, String name, Bytes args, Bytes reply) implements Crossing {}

  /**
   * A line of the guest's log.
   *
   * @param text the line
   */
  record Note(String name, String text) implements Crossing {}
}
