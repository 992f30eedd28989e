package dev.odeon.runtime;

import dev.odeon.base.Hash;
import dev.odeon.engine.Limits;
import dev.odeon.engine.Metering;
import dev.odeon.host.StoreGrant;

/**
 * What a registration names, ready to run.
 *
 * @param module the hash of its module
 * @param manifest the hash of its manifest
 * @param code the module, linked to what the manifest grants, as it runs now
 * @param older the same for blocks of another metering
 * @param store how far it reaches into the content store, if it was granted that
 * @param recordsLog whether log lines become events
 * @param turn the limits of a turn
 * @param init the limits of the first turn
 * @param mailboxCapacity how many messages may wait
 */
record Guest(
    Hash module,
    Hash manifest,
    TurnCode code,
    OlderCode older,
    StoreGrant store,
    boolean recordsLog,
    Limits turn,
    Limits init,
    int mailboxCapacity) {
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
    return new Guest(module, other, code, older, store, recordsLog, turn, init, mailboxCapacity);
  }
}
