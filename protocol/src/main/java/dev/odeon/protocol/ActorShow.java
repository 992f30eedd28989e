package dev.odeon.protocol;

import dev.odeon.base.Hash;
import dev.odeon.base.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells what is known of an actor, without running it. */
public record ActorShow(String actor) implements Request<ActorShow.Result> {
  /** The operation. */
  public static final Operation<ActorShow, Result> OPERATION =
      Operation.of(
          "ActorShow",
          "Tells an actor's status, code, grants, limits, sizes and last failure, without running it.",
          () ->
              FieldTable.<ActorShow>of()
                  .required("actor", FieldKind.TEXT, ActorShow::actor, "the actor")
                  .make(in -> new ActorShow(in.next())),
          () ->
              FieldTable.<Result>of()
                  .inline(ActorList.ITEM, Result::entry)
                  .required(
                      "created",
                      FieldKind.TIME,
                      Result::createdMillis,
                      "when its first block was made")
                  .nullable(
                      "module_bytes",
                      FieldKind.WHOLE,
                      Result::moduleBytes,
                      "the size of its module; null if the home has lost it")
                  .nullable(
                      "manifest_text",
                      FieldKind.TEXT,
                      Result::manifestText,
                      "its manifest, TOML; null for a plug-in")
                  .required(
                      "grants",
                      FieldKind.list(FieldKind.TEXT),
                      Result::grants,
                      "the capabilities that it is granted")
                  .optional(
                      "limits",
                      FieldKind.object(Limits.FIELDS),
                      Result::limits,
                      "what it may use: memory_mb, time_ms, init_time_ms, output_mb, table_elements, fuel, stack_slots, mailbox")
                  .nullable(
                      "state_hash", FieldKind.HASH, Result::stateHash, "the hash of its state")
                  .required(
                      "state_bytes", FieldKind.WHOLE, Result::stateBytes, "the size of its state")
                  .optional(
                      "last_failure",
                      FieldKind.object(LastFailure.FIELDS),
                      Result::lastFailure,
                      "its last turn that trapped or reached a limit: height, time, outcome")
                  .make(in ->
                      new Result(
                          in.next(ActorList.ITEM),
                          in.next(),
                          in.next(),
                          in.next(),
                          in.next(),
                          in.next(),
                          in.next(),
                          in.next(),
                          in.next())));

  /**
   * What an actor may use.
   *
   * @param mailbox how many messages may wait
   */
  public record Limits(
      long memoryMebibytes,
      long timeMillis,
      long initTimeMillis,
      long outputMebibytes,
      long tableElements,
      long fuel,
      long stackSlots,
      long mailbox) {
    static final FieldTable<Limits> FIELDS =
        FieldTable.<Limits>of()
            .required("memory_mb", FieldKind.WHOLE, Limits::memoryMebibytes, "memory in MiB")
            .required("time_ms", FieldKind.WHOLE, Limits::timeMillis, "the time of a turn")
            .required(
                "init_time_ms", FieldKind.WHOLE, Limits::initTimeMillis, "the time of the first")
            .required("output_mb", FieldKind.WHOLE, Limits::outputMebibytes, "output in MiB")
            .required(
                "table_elements", FieldKind.WHOLE, Limits::tableElements, "elements of tables")
            .required("fuel", FieldKind.WHOLE, Limits::fuel, "the fuel of a turn")
            .required("stack_slots", FieldKind.WHOLE, Limits::stackSlots, "the stack in slots")
            .required("mailbox", FieldKind.WHOLE, Limits::mailbox, "messages that may wait")
            .make(in ->
                new Limits(
                    in.next(), in.next(), in.next(), in.next(), in.next(), in.next(), in.next(),
                    in.next()));
  }

  /**
   * A turn that failed.
   *
   * @param timeMillis when that was, in milliseconds since 1970 UTC
   */
  public record LastFailure(long height, long timeMillis, Outcome outcome) {
    static final FieldTable<LastFailure> FIELDS =
        FieldTable.<LastFailure>of()
            .required("height", FieldKind.WHOLE, LastFailure::height, "the height of its block")
            .required("time", FieldKind.TIME, LastFailure::timeMillis, "when that was")
            .inline(OutcomeFields.TABLE, LastFailure::outcome)
            .make(in -> new LastFailure(in.next(), in.next(), in.next(OutcomeFields.TABLE)));
  }

  /**
   * What is known of an actor.
   *
   * @param entry what a list tells of it
   * @param createdMillis when its first block was made, in milliseconds since 1970 UTC
   * @param manifestText its manifest; null for a plug-in, and if the home has lost it
   * @param limits what it may use; null for a plug-in
   * @param stateHash the hash of its state; null if there is none
   * @param lastFailure its last turn that failed; null if none did
   */
  public record Result(
      ActorList.Item entry,
      long createdMillis,
      @Nullable Long moduleBytes,
      @Nullable String manifestText,
      List<String> grants,
      @Nullable Limits limits,
      @Nullable Hash stateHash,
      long stateBytes,
      @Nullable LastFailure lastFailure) {}

  @Override
  public Operation<ActorShow, Result> operation() {
    return OPERATION;
  }
}
