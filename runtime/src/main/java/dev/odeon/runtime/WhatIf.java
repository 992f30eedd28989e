package dev.odeon.runtime;

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
import dev.odeon.engine.Limits;
import dev.odeon.engine.ModuleException;
import dev.odeon.host.Border;
import dev.odeon.host.Crossing;
import dev.odeon.host.DivergedException;
import dev.odeon.host.HostReply;
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
final class WhatIf {
  /** How many differences a report lists. */
  static final int NAMED_MAX = 20;

  /** How many messages that failed once and were answered by the other code are remembered. */
  private static final int ANSWERED_MAX = 65_536;

  private final Chains chains;
  private final Storage storage;
  private final Guest guest;
  private final OpenRequests requests = new OpenRequests();
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
  WhatIf(Chains chains, Storage storage, Guest guest) {
    this.chains = chains;
    this.storage = storage;
    this.guest = guest;
  }

  /**
   * Goes through the chain of {@code head}.
   *
   * @param progress is told the height of each block that was done
   */
  WhatIfReport run(Head head, LongConsumer progress) {
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
      if (Rerun.stateUnrun(block, state) == null) {
        state = null;
        stateHash = null;
      }
    } else if (isAnswered(cause)) {
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
    requests.taken(cause, turn);
    noteAnswered(cause, block.header().outcome(), turn.outcome());
    noteState(turn);
    if (compare(block, turn)) {
      same++;
    } else {
      different++;
    }
  }

  private TurnCode.Occasion occasion(Block block, Event cause) {
    BlockHeader header = block.header();
    Border border =
        Border.trying(
            new RecordedTurn(chains, storage, header),
            new WhatIfTurn(header, guest, Calls.ownRequest(cause), requests),
            guest.recordsLog(),
            Crossings.of(block.events()));
    return new TurnCode.Occasion(
        block.key(),
        cause,
        state,
        new Moment(header.timeMillis(), header.seed()),
        border,
        limits(cause),
        new Cancellation());
  }

  /** Those of a turn that is taken now: what the other code was ended by says nothing of these. */
  private Limits limits(Event cause) {
    Limits limits = cause.data() instanceof EventData.Spawned ? guest.init() : guest.turn();
    Long memory = PluginCode.memoryBytesMax(cause);
    return memory == null ? limits : limits.withMemoryBytesMax(memory);
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
        && answered.contains(message.id());
  }

  private void noteAnswered(Event cause, Outcome recorded, Outcome made) {
    if (!(cause.data() instanceof EventData.Message message)
        || message.id() instanceof MessageId.Run) {
      return;
    }
    if (closes(made) && !closes(recorded)) {
      answered.add(message.id());
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
      Block block, String what, List<Crossing> expected, List<Crossing> actual) {
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
  private record Told(List<Crossing> lines, List<Crossing> calls, @Nullable Bytes reply) {
    static Told of(List<Event> events) {
      List<Crossing> lines = new ArrayList<>();
      List<Crossing> calls = new ArrayList<>();
      for (Crossing each : Crossings.of(events)) {
        if (each instanceof Crossing.Note) {
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
    if (differences.size() < NAMED_MAX) {
      differences.add(difference);
    }
  }

  private static String text(Outcome outcome) {
    return Brief.text(outcome.text());
  }

  private static String reply(@Nullable Bytes reply) {
    return reply == null ? "none" : Brief.bytes(reply);
  }

  private static String describe(Crossing crossing) {
    return Rerun.describe(crossing);
  }

  private static String answer(Crossing crossing) {
    return crossing instanceof Crossing.HostCall(_, _, _, HostReply reply) ? answer(reply) : "";
  }

  private static String answer(HostReply reply) {
    return switch (reply) {
      case HostReply.Value(Bytes encoded) -> ", answered " + encoded;
      case HostReply.Stored stored -> ", answered " + stored.size() + " bytes " + stored.hash();
      case HostReply.Trapped(String kind) -> ", which trapped: " + kind;
    };
  }
}
