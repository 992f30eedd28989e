package dev.odeon.protocol;

import dev.odeon.base.Hash;

/** Signs the current head of the log. */
public record SignHead() implements Request<SignHead.Result> {
  /** The operation. */
  public static final Operation<SignHead, Result> OPERATION =
      Operation.of(
          "Head",
          "Signs the present head of the log: kept elsewhere, it proves later that nothing before it was rewritten or cut off.",
          () -> FieldTable.none(new SignHead()),
          () ->
              FieldTable.<Result>of()
                  .required("origin", FieldKind.TEXT, Result::origin, "who signs")
                  .required("size", FieldKind.WHOLE, Result::size, "how many blocks the log has")
                  .required("root", FieldKind.HASH, Result::root, "the root of the log tree")
                  .required(
                      "note",
                      FieldKind.TEXT,
                      Result::note,
                      "the C2SP tlog checkpoint to keep elsewhere")
                  .make(in -> new Result(in.next(), in.next(), in.next(), in.next())));

  /** The signed head. */
  public record Result(String origin, long size, Hash root, String note) {}

  @Override
  public Operation<SignHead, Result> operation() {
    return OPERATION;
  }
}
