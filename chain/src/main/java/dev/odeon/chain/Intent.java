package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Made durable before an immediate host call, so that after a crash the turn runs again with the
 * same inputs and repeats the call with the same idempotency key. Void once its height has a block.
 *
 * @param key whose turn it is
 * @param height the block that the turn will become
 * @param callIndex the number of the host call in the turn, 0-based
 * @param request the hash of what is asked for
 * @param since the events of the turn since its intent before
 * @param first what the turn began with, in its first intent only
 */
public record Intent(
    Key key, long height, long callIndex, Hash request, List<Event> since, @Nullable First first) {
  /** Checks the numbers. */
  public Intent {
    Numbers.from(0, "height", height);
    Numbers.from(0, "call index", callIndex);
    since = List.copyOf(since);
  }

  /**
   * What a turn began with.
   *
   * @param module the hash of the module; null if none runs
   * @param metering the fuel table
   * @param timeMillis the time the block will have
   * @param seed the seed the block will have
   * @param causes the event that began the turn, or those of a batch; not empty
   */
  public record First(
      @Nullable Hash module, int metering, long timeMillis, Bytes seed, List<Event> causes) {
    /** Checks the numbers. */
    public First {
      causes = List.copyOf(causes);
      if (causes.isEmpty()) {
        throw new IllegalArgumentException("a turn has a cause");
      }
      Numbers.from(1, "metering", metering);
      Numbers.from(0, "time", timeMillis);
      if (seed.size() != BlockHeader.SEED_SIZE) {
        throw new IllegalArgumentException("a seed of " + seed.size() + " bytes cannot be");
      }
    }

    /** The event that began the turn, the first one of a batch. */
    public Event cause() {
      return causes.getFirst();
    }
  }

  /** The body of the record. */
  public Bytes encoded() {
    CborWriter out = new CborWriter(256);
    out.array(7).uint(BlockHeader.FORMAT);
    KeyCodec.write(out, key);
    out.uint(height).uint(callIndex).hash(request).array(since.size());
    since.forEach(event -> out.bytes(event.encoded()));
    if (first == null) {
      out.nil();
    } else {
      out.array(4 + first.causes.size());
      out.hashOrNull(first.module).uint(first.metering).uint(first.timeMillis).bytes(first.seed);
      first.causes.forEach(cause -> out.bytes(cause.encoded()));
    }
    return out.toBytes();
  }

  /**
   * The intent that the body of a record is.
   *
   * @throws MalformedException if it is none, or of a newer format; the message names the byte
   */
  public static Intent decode(Bytes body) {
    CborReader in = new CborReader(body);
    in.array(7);
    BlockHeader.readFormat(in);
    Key key = KeyCodec.read(in);
    long height = in.uint();
    long callIndex = in.uint();
    Hash request = in.hash();
    int count = in.array();
    List<Event> since = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      since.add(Event.decode(in.bytes()));
    }
    First first = in.nil() ? null : readFirst(in);
    in.end();
    return new Intent(key, height, callIndex, request, since, first);
  }

  private static First readFirst(CborReader in) {
    int count = in.array() - 4;
    if (count < 1) {
      throw in.malformed("a turn without a cause");
    }
    Hash module = in.nil() ? null : in.hash();
    int metering = in.uint(Integer.MAX_VALUE);
    long timeMillis = in.uint();
    Bytes seed = in.bytes();
    List<Event> causes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      causes.add(Event.decode(in.bytes()));
    }
    try {
      return new First(module, metering, timeMillis, seed, causes);
    } catch (IllegalArgumentException e) {
      throw in.malformed(String.valueOf(e.getMessage()));
    }
  }
}
