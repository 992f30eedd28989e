package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.Limits;
import dev.odeon.runtime.ManifestException;
import dev.odeon.runtime.timer.ManifestTimer;
import java.util.List;
import java.util.function.Function;

/** One kind of guest: what a manifest of that kind makes of a module. Any thread may ask. */
interface GuestKind {
  /** What manifests call it. */
  String name();

  /** Whether the code of a guest is the same under every manifest of this kind. */
  boolean codeOfModuleAlone();

  /**
   * What a manifest asks for.
   *
   * @param origin what errors call it
   * @throws ManifestException if it is none of this kind, or asks for what there is not
   */
  Terms terms(String origin, Bytes manifest);

  /**
   * What a guest is made by.
   *
   * @param module what errors call the module
   * @param link makes code of a compiled module, or throws {@code LinkException}
   * @param recordsLog whether log lines become events
   * @param turn the limits of a turn
   * @param init the limits of the first turn
   * @param mailboxCapacity how many messages may wait
   * @param timers those that the manifest sets
   */
  record Terms(
      String module,
      Function<CompiledModule, TurnCode> link,
      boolean recordsLog,
      Limits turn,
      Limits init,
      int mailboxCapacity,
      List<ManifestTimer> timers) {
    Terms withModule(String other) {
      return new Terms(other, link, recordsLog, turn, init, mailboxCapacity, timers);
    }
  }
}
