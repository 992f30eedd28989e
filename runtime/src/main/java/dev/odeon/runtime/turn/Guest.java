package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.chain.Content;
import dev.odeon.engine.Limits;
import dev.odeon.engine.Metering;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.timer.ManifestTimer;
import java.util.List;

/**
 * What a registration names, ready to run.
 *
 * @param kind the kind of it
 * @param module the hash of its module
 * @param manifest the hash of its manifest
 * @param code the module, linked to what the manifest grants, as it runs now
 * @param older the same for blocks of another metering
 * @param recordsLog whether log lines become events
 * @param turn the limits of a turn
 * @param init the limits of the first turn
 * @param mailboxCapacity how many messages of each priority may wait
 * @param timers those that its manifest sets
 */
public record Guest(
    GuestKind kind,
    Hash module,
    Hash manifest,
    TurnCode code,
    CodeByMetering older,
    boolean recordsLog,
    Limits turn,
    Limits init,
    int mailboxCapacity,
    List<ManifestTimer> timers) {
  /** Its code as the home keeps it. */
  public List<Content> contents(Bytes manifestSource, Bytes moduleBytes) {
    return List.of(new Content(module, moduleBytes), new Content(manifest, manifestSource));
  }

  /**
   * The module as a block of that metering ran it.
   *
   * @throws ActorException if there is no such metering
   */
  TurnCode code(int metering) {
    return metering == Metering.LATEST.version() ? code : older.of(metering);
  }

  /** The same under another manifest, which says nothing else of it. */
  Guest withManifest(Hash other) {
    return new Guest(
        kind, module, other, code, older, recordsLog, turn, init, mailboxCapacity, timers);
  }
}
