package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A cache of states in {@code derived/snapshots}: at most one an actor, in a file named by the hash
 * of its key. A file is {@code [1, tenant, category, id, height, block hash, state hash, state]} in
 * deterministic CBOR. One that cannot be read is as good as none, so nothing here fails its caller.
 */
public final class Snapshots {
  private static final int FORMAT = 1;

  private final Disk disk;
  private final Path folder;

  /** Those in {@code folder}, which need not be there yet. */
  public Snapshots(Disk disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /**
   * A state that was written down.
   *
   * @param height the height of the block it is the state after
   * @param block the hash of that block
   */
  public record Snapshot(long height, Hash block, Bytes state) {}

  /** The snapshot of {@code key}, if there is one and it is whole. */
  Optional<Snapshot> read(Key key) {
    Path file = file(key);
    try {
      return disk.exists(file) ? Optional.of(decode(key, disk.readAll(file))) : Optional.empty();
    } catch (DiskException | MalformedException e) {
      return Optional.empty();
    }
  }

  /** Writes the snapshot of {@code key}; whether it could be written. */
  public boolean write(Key key, Snapshot snapshot) {
    CborWriter out = new CborWriter(snapshot.state.size() + 512);
    out.array(8).uint(FORMAT).keyItems(key);
    out.uint(snapshot.height).hash(snapshot.block).hash(Hash.of(snapshot.state));
    out.bytes(snapshot.state);
    try {
      disk.createFolders(folder);
      disk.writeAtomically(file(key), out.toBytes());
      return true;
    } catch (DiskException e) {
      return false;
    }
  }

  private static Snapshot decode(Key key, Bytes file) {
    CborReader in = new CborReader(file);
    in.array(8);
    in.uint(FORMAT);
    Key of = new Key(in.text(), in.text(), in.text());
    long height = in.uint();
    Hash block = in.hash();
    Hash hash = in.hash();
    Bytes state = in.bytes();
    in.end();
    if (!of.equals(key) || !Hash.of(state).equals(hash)) {
      throw in.malformed("a snapshot of something else");
    }
    return new Snapshot(height, block, state);
  }

  private Path file(Key key) {
    Bytes name = new CborWriter().array(3).keyItems(key).toBytes();
    return folder.resolve(Hash.of(name).hex());
  }
}
