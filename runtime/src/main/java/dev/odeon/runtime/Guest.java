package dev.odeon.runtime;

import dev.odeon.base.Hash;
import dev.odeon.engine.Limits;
import dev.odeon.host.GuestModule;

/**
 * What a registration names, ready to run.
 *
 * @param module the hash of its module
 * @param manifest the hash of its manifest
 * @param code the module, linked to what the manifest grants
 * @param recordsLog whether log lines become events
 * @param turn the limits of a turn
 * @param init the limits of the first turn
 * @param mailboxCapacity how many messages may wait
 */
record Guest(
    Hash module,
    Hash manifest,
    GuestModule code,
    boolean recordsLog,
    Limits turn,
    Limits init,
    int mailboxCapacity) {}
