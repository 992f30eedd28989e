package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Head;
import dev.odeon.chain.MessageId;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.ModuleException;
import dev.odeon.host.DivergedException;
import dev.odeon.host.HostCallBoundary;
import dev.odeon.host.HostCallRecord;
import dev.odeon.host.HostReply;
import dev.odeon.runtime.HostCallEvents;
import dev.odeon.runtime.WhatIfReport;
import dev.odeon.runtime.effect.EffectCodec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs other code on the history of an actor: every message again, in order, on the state that this
 * code made itself, and compares what came of it block by block. Nothing of it is kept, and no
 * difference ends it. A call that nothing answers makes its turn unknown: the state stays what it
 * was before. What only the machine decided (time, cancellation) is taken as recorded. Holds one
 * block at a time. One for each run; used by one thread.
 */
public final class WhatIf {
  /** How many messages that failed once and were answered by the other code are remembered. */
  private static final int ANSWERED_MAX = 65_536;

  private final Chains chains;
  private final Storage storage;
  private final EffectCodec codec;
  private final Guest guest;
  private final WhatIfRequests requests = new WhatIfRequests();
  private final Set<MessageId> answered = new LinkedHashSet<>();
  private final List<WhatIfReport.Difference> differences = new ArrayList<>();

  private @Nullable Bytes state;
  private @Nullable Hash stateHash;
  private @Nullable Hash recordedHash;
  private long recordedSize;
  private long blocks;
  private long asRecorded;
  private long same;
  private long different;
  private long unknown;
  private long fuelRecorded;
  private long fuelMade;

  /** Of {@code guest} in the place of what ran. */
  public WhatIf(Chains chains, Storage storage, EffectCodec codec, Guest guest) {
    this.codec = codec;
    this.chains = chains;
    this.storage = storage;
    this.guest = guest;
  }

  /**
   * Goes through the chain of {@code head}.
   *
   * @param progress is told the height of each block that was done
   */
  public WhatIfReport run(Head head, LongConsumer progress) {
    chains.blocks(
        head.key(),
        0,
        head.height() + 1,
        block -> {
          step(block);
          blocks++;
          progress.accept(block.height());
          return true;
        });
    return new WhatIfReport(
        head.key(),
        guest.module(),
        blocks,
        asRecorded,
        same,
        different,
        unknown,
        new WhatIfReport.Fuel(fuelRecorded, fuelMade),
        new WhatIfReport.State(recordedHash, recordedSize),
        new WhatIfReport.State(stateHash, state == null ? 0 : state.size()),
        differences);
  }

  private void step(Block block) {
    Event cause = block.event(0);
    noteRecorded(block);
    if (!guest.code().runsOn(cause) || !Rerun.repeatable(block.header())) {
      asRecorded++;
      requests.settled(block);
      if (Rerun.stateUnrun(block, state) == null) {
        state = null;
        stateHash = null;
      }
    } else if (block.causes().stream().anyMatch(this::isAnswered)) {
      different++;
      add(block, "the attempt", "another one", "none: the one before was answered");
    } else {
      take(block, cause);
    }
  }

  private void noteRecorded(Block block) {
    recordedHash = block.header().stateHash();
    for (Event event : block.events()) {
      if (event.data() instanceof EventData.State changed) {
        recordedSize = changed.length();
      }
    }
  }

  private void take(Block block, Event cause) {
    Turn turn;
    try {
      turn = guest.code().run(occasion(block, cause));
    } catch (DivergedException e) {
      unknown++;
      requests.unknown(cause);
      list(
          new WhatIfReport.Difference(
              block.height(), true, describe(e.actual()), "no answer", describe(e.actual())));
      return;
    } catch (ModuleException e) {
      // The run may have less memory than this code begins with.
      different++;
      add(
          block,
          "the outcome",
          text(block.header().outcome()),
          "refused: " + Brief.text(String.valueOf(e.getMessage())));
      return;
    }
    requests.taken(cause, turn, codec.of(block.key(), turn.events()));
    for (Event each : block.causes()) {
      noteAnswered(each, block.header().outcome(), turn.outcome());
    }
    noteState(turn);
    if (compare(block, turn)) {
      same++;
    } else {
      different++;
    }
  }

  private TurnCode.TurnInput occasion(Block block, Event cause) {
    BlockHeader header = block.header();
    HostCallBoundary boundary =
        HostCallBoundary.whatIf(
            new RecordedTurn(chains, storage, header),
            new WhatIfTurn(header, guest, TurnCalls.ownRequest(cause), requests),
            guest.recordsLog(),
            HostCallEvents.of(block.events()));
    return new TurnCode.TurnInput(
        block.key(),
        block.causes(),
        state,
        new TimeAndSeed(header.timeMillis(), header.seed()),
        boundary,
        // Those of a turn that is taken now: what the other code was ended by says nothing of
        // these.
        TurnCalls.limits(guest, cause),
        new Cancellation());
  }

  private void noteState(Turn turn) {
    if (turn.state() != state) {
      EventData.State changed = turn.stateChange();
      state = turn.state();
      stateHash = changed == null ? (state == null ? null : Hash.of(state)) : changed.hash();
    }
  }

  // A message that failed may come again under its id; one that was answered is not run again.

  private boolean isAnswered(Event cause) {
    return cause.data() instanceof EventData.Message message
        && message.attempt() > 1
        && message.id() != null
        && answered.contains(message.id());
  }

  private void noteAnswered(Event cause, Outcome recorded, Outcome made) {
    MessageId id = cause.data() instanceof EventData.Message message ? message.id() : null;
    if (id != null && closes(made) && !closes(recorded)) {
      answered.add(id);
      if (answered.size() > ANSWERED_MAX) {
        answered.remove(answered.iterator().next());
      }
    }
  }

  private static boolean closes(Outcome outcome) {
    return outcome instanceof Outcome.Returned || outcome instanceof Outcome.Rejected;
  }

  // Comparing.

  /** Whether the turn came to what the block tells; lists what differs. */
  private boolean compare(Block block, Turn turn) {
    BlockHeader header = block.header();
    Told expected = Told.of(block.events());
    Told actual = Told.of(turn.events());
    boolean equal = compareOutcomes(block, header.outcome(), turn.outcome());
    equal &= compareLists(block, "log line", expected.lines, actual.lines);
    equal &= compareLists(block, "host call", expected.calls, actual.calls);
    if (!Objects.equals(expected.reply, actual.reply)) {
      equal = false;
      add(block, "the reply", reply(expected.reply), reply(actual.reply));
    }
    if (!Objects.equals(header.stateHash(), stateHash)) {
      equal = false;
      add(block, "the state", Rerun.name(header.stateHash()), Rerun.name(stateHash));
    }
    Long used = header.fuel();
    int metering = guest.code().compiled().metering().version();
    if (used != null && turn.fuel() != null && header.metering() == metering) {
      fuelRecorded += used;
      fuelMade += turn.fuel();
    }
    return equal;
  }

  /** Where code trapped is for people, and is called otherwise in each build. */
  private boolean compareOutcomes(Block block, Outcome expected, Outcome actual) {
    boolean equal =
        expected instanceof Outcome.Trapped(String was, _)
                && actual instanceof Outcome.Trapped(String is, _)
            ? was.equals(is)
            : expected.equals(actual);
    if (!equal) {
      add(block, "the outcome", text(expected), text(actual));
    }
    return equal;
  }

  private boolean compareLists(
      Block block, String what, List<HostCallRecord> expected, List<HostCallRecord> actual) {
    if (expected.equals(actual)) {
      return true;
    }
    int at = 0;
    while (at < Math.min(expected.size(), actual.size())
        && expected.get(at).equals(actual.get(at))) {
      at++;
    }
    String was = at < expected.size() ? describe(expected.get(at)) : "nothing more";
    String is = at < actual.size() ? describe(actual.get(at)) : "nothing more";
    if (was.equals(is)) {
      was = was + answer(expected.get(at));
      is = is + answer(actual.get(at));
    }
    add(block, "%s %d".formatted(what, at + 1), was, is);
    return false;
  }

  /**
   * What a block tells, apart from the order of log lines among calls.
   *
   * @param lines the log lines
   * @param calls the host calls, as of a turn that failed: whether one did is told by the outcome
   * @param reply what was answered, if anything
   */
  private record Told(
      List<HostCallRecord> lines, List<HostCallRecord> calls, @Nullable Bytes reply) {
    static Told of(List<Event> events) {
      List<HostCallRecord> lines = new ArrayList<>();
      List<HostCallRecord> calls = new ArrayList<>();
      for (HostCallRecord each : HostCallEvents.of(events)) {
        if (each instanceof HostCallRecord.Note) {
          lines.add(each);
        } else {
          calls.add(each.withoutEffect());
        }
      }
      return new Told(
          lines,
          calls,
          events.getLast().data() instanceof EventData.Reply(Bytes payload) ? payload : null);
    }
  }

  private void add(Block block, String what, String expected, String actual) {
    list(new WhatIfReport.Difference(block.height(), false, what, expected, actual));
  }

  private void list(WhatIfReport.Difference difference) {
    if (differences.size() < WhatIfReport.NAMED_MAX) {
      differences.add(difference);
    }
  }

  private static String text(Outcome outcome) {
    return Brief.text(outcome.text());
  }

  private static String reply(@Nullable Bytes reply) {
    return reply == null ? "none" : Brief.bytes(reply);
  }

  private static String describe(HostCallRecord crossing) {
    return Rerun.describe(crossing);
  }

  private static String answer(HostCallRecord crossing) {
    return crossing instanceof HostCallRecord.HostCall(_, _, _, HostReply reply)
        ? answer(reply)
        : "";
  }

  private static String answer(HostReply reply) {
    return switch (reply) {
      case HostReply.Value(Bytes encoded) -> ", answered " + encoded;
      case HostReply.Stored stored -> ", answered " + stored.size() + " bytes " + stored.hash();
      case HostReply.Trapped(String kind) -> ", which trapped: " + kind;
    };
  }
}
