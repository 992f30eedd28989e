package dev.odeon.chain;

import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Outcome;

/** Outcomes in CBOR. */
final class OutcomeCodec {
  private static final Outcome CANCELLED = new Outcome.Cancelled();

  private OutcomeCodec() {}

  static void write(CborWriter out, Outcome outcome) {
    switch (outcome) {
      case Outcome.Returned _ -> out.array(1).uint(0);
      case Outcome.Rejected(String reason) -> out.array(2).uint(1).text(reason);
      case Outcome.Trapped(String kind, String where) ->
          out.array(3).uint(2).text(kind).text(where);
      case Outcome.Exhausted(Outcome.Limit limit) -> out.array(2).uint(3).uint(limit.code());
      case Outcome.Cancelled _ -> out.array(1).uint(4);
    }
  }

  static Outcome read(CborReader in) {
    int count = in.array();
    int form = in.uint(4);
    int expected =
        switch (form) {
          case 1, 3 -> 2;
          case 2 -> 3;
          default -> 1;
        };
    if (count != expected) {
      throw in.malformed("an outcome of form " + form + " has " + count + " items");
    }
    return switch (form) {
      case 0 -> Outcome.RETURNED;
      case 1 -> new Outcome.Rejected(in.text());
      case 2 -> new Outcome.Trapped(in.text(), in.text());
      case 3 -> new Outcome.Exhausted(limit(in));
      default -> CANCELLED;
    };
  }

  private static Outcome.Limit limit(CborReader in) {
    int code = in.uint(Integer.MAX_VALUE);
    try {
      return Outcome.Limit.of(code);
    } catch (IllegalArgumentException e) {
      throw in.malformed(String.valueOf(e.getMessage()));
    }
  }
}
