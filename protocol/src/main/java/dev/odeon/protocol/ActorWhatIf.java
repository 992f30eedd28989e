package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Re-executes the history of an actor or a plug-in with another module. Nothing is recorded.
 *
 * @param module the other module; null if {@code moduleRef} names it
 * @param moduleRef the other module as a reference in the store; null if {@code module} is given
 * @param timeoutMillis the time limit for compiling it, waiting included; null for the server's own
 *     limit
 */
public record ActorWhatIf(
    String actor, @Nullable Bytes module, @Nullable String moduleRef, @Nullable Long timeoutMillis)
    implements Request<ActorWhatIf.Result> {
  /** The operation. */
  public static final Operation<ActorWhatIf, Result> OPERATION =
      Operation.of(
          "ActorWhatIf",
          "Runs another module on the history of an actor or a plug-in and reports what would differ. Nothing is recorded.",
          () ->
              FieldTable.<ActorWhatIf>of()
                  .required("actor", FieldKind.TEXT, ActorWhatIf::actor, "the actor")
                  .optional(
                      "module_base64", FieldKind.BASE64, ActorWhatIf::module, "the other module")
                  .optional(
                      "module_ref", FieldKind.TEXT, ActorWhatIf::moduleRef, CodeFields.MODULE_REF)
                  .optional(
                      "config",
                      RunConfig.KIND,
                      RunConfig.NONE,
                      it -> RunConfig.ofTimeout(it.timeoutMillis),
                      RunConfig.OF_LOAD)
                  .make(in ->
                      new ActorWhatIf(
                          in.next(), in.next(), in.next(), in.<RunConfig>next().timeoutMillis())),
          () ->
              FieldTable.<Result>of()
                  .required("actor", FieldKind.TEXT, Result::actor, "the actor")
                  .required(
                      "equal",
                      FieldKind.FLAG,
                      Result::equal,
                      "whether nothing differs and nothing is unknown")
                  .required("blocks", FieldKind.WHOLE, Result::blocks, "how many blocks there are")
                  .required(
                      "run", FieldKind.WHOLE, Result::run, "how many of them were re-executed")
                  .required(
                      "as_recorded",
                      FieldKind.WHOLE,
                      Result::asRecorded,
                      "how many were accepted as recorded")
                  .required(
                      "module", FieldKind.HASH, Result::module, "the hash of the other module")
                  .required(
                      "same", FieldKind.WHOLE, Result::same, "how many turns came out the same")
                  .required(
                      "different",
                      FieldKind.WHOLE,
                      Result::different,
                      "how many came out differently")
                  .required(
                      "unknown",
                      FieldKind.WHOLE,
                      Result::unknown,
                      "how many made a call that the record has no answer for")
                  .required(
                      "divergence_count",
                      FieldKind.WHOLE,
                      it -> it.different + it.unknown,
                      "the last two together")
                  .required(
                      "divergences",
                      FieldKind.list(FieldKind.object(Difference.FIELDS)),
                      Result::divergences,
                      "of each: height, unknown, what, expected, actual")
                  .required(
                      "fuel",
                      FieldKind.object(Fuel.FIELDS),
                      Result::fuel,
                      "the fuel of all turns: recorded and made")
                  .required(
                      "state_recorded",
                      FieldKind.object(State.FIELDS),
                      Result::recorded,
                      "the last state in the chain: hash and bytes")
                  .required(
                      "state_made",
                      FieldKind.object(State.FIELDS),
                      Result::made,
                      "the last state of the other module")
                  .make(ActorWhatIf::result));

  private static Result result(FieldTable.Values in) {
    String actor = in.next();
    boolean equal = in.<Boolean>next();
    long blocks = in.<Long>next();
    long run = in.<Long>next();
    long asRecorded = in.<Long>next();
    Hash module = in.next();
    long same = in.<Long>next();
    long different = in.<Long>next();
    long unknown = in.<Long>next();
    long _ = in.<Long>next();
    return new Result(
        actor,
        equal,
        blocks,
        run,
        asRecorded,
        module,
        same,
        different,
        unknown,
        in.next(),
        in.next(),
        in.next(),
        in.next());
  }

  /**
   * Checks the fields.
   *
   * @throws IllegalArgumentException if there is no module, or two
   */
  public ActorWhatIf {
    if ((module == null) == (moduleRef == null)) {
      throw new IllegalArgumentException("one of 'module_base64' and 'module_ref' is needed");
    }
  }

  /** The same with the module itself. */
  public ActorWhatIf(String actor, Bytes module, @Nullable Long timeoutMillis) {
    this(actor, module, null, timeoutMillis);
  }

  /**
   * The differences that the other module makes.
   *
   * @param equal whether nothing differs and nothing is unknown
   * @param run how many blocks were re-executed
   * @param asRecorded how many were accepted as recorded
   * @param unknown how many turns made a call for which the history has no answer
   */
  public record Result(
      String actor,
      boolean equal,
      long blocks,
      long run,
      long asRecorded,
      Hash module,
      long same,
      long different,
      long unknown,
      List<Difference> divergences,
      Fuel fuel,
      State recorded,
      State made) {}

  /** A turn with a different or an unknown outcome. */
  public record Difference(
      long height, boolean unknown, String what, String expected, String actual) {
    static final FieldTable<Difference> FIELDS =
        FieldTable.<Difference>of()
            .required("height", FieldKind.WHOLE, Difference::height, "the block")
            .required(
                "unknown", FieldKind.FLAG, Difference::unknown, "whether the record has no answer")
            .required("what", FieldKind.TEXT, Difference::what, "what differs")
            .required("expected", FieldKind.TEXT, Difference::expected, "what the chain says")
            .required("actual", FieldKind.TEXT, Difference::actual, "what came out")
            .make(in -> new Difference(in.next(), in.next(), in.next(), in.next(), in.next()));
  }

  /** The fuel of all turns together, as recorded and as re-executed. */
  public record Fuel(long recorded, long made) {
    static final FieldTable<Fuel> FIELDS =
        FieldTable.<Fuel>of()
            .required("recorded", FieldKind.WHOLE, Fuel::recorded, "of the chain")
            .required("made", FieldKind.WHOLE, Fuel::made, "of the other module")
            .make(in -> new Fuel(in.next(), in.next()));
  }

  /** A state; the hash is null if there is no state. */
  public record State(@Nullable Hash hash, long bytes) {
    static final FieldTable<State> FIELDS =
        FieldTable.<State>of()
            .nullable("hash", FieldKind.HASH, State::hash, "its hash")
            .required("bytes", FieldKind.WHOLE, State::bytes, "its size")
            .make(in -> new State(in.next(), in.next()));
  }

  @Override
  public Operation<ActorWhatIf, Result> operation() {
    return OPERATION;
  }

  @Override
  public boolean isCancellable() {
    return true;
  }
}
