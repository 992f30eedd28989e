package dev.odeon.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where in a function fuel is charged, and how much.
 *
 * <p>The code is cut into segments: runs of instructions of which, once the first is executed, all
 * are. One begins at the function's entry, at a loop's header, at each arm of an {@code if}, after
 * a conditional branch, and after the end of a block that something branches to. Entry and headers
 * always charge. Any other segment has a segment before it that dominates it within the same loop;
 * it is charged together with that one if it is certain to follow, or if what is so charged ahead
 * stays within {@link CostTable#AHEAD_MAX}, and by itself if not.
 */
final class FuelPlan {
  private static final class Segment {
    final int position;
    final Segment parent;
    final boolean certain;
    final boolean header;
    int cost;
    int ahead;
    Segment chargedWith = this;

    /** Whether it is certain to follow the start of the one it is charged with. */
    boolean sure = true;

    Segment(int position, @Nullable Segment parent, boolean certain, boolean header) {
      this.position = position;
      this.parent = parent == null ? this : parent;
      this.certain = certain;
      this.header = header;
    }
  }

  private static final class Frame {
    final Segment entry;

    /** Whether code after the block may be reached by a branch, or skips an arm. */
    boolean targeted;

    /** The outermost frame that a branch from within goes to. */
    int escapesTo;

    Frame(Segment entry, int self, boolean targeted) {
      this.entry = entry;
      this.escapesTo = self;
      this.targeted = targeted;
    }
  }

  private final List<Segment> segments = new ArrayList<>();
  private final List<Frame> frames = new ArrayList<>();

  /** The segment that goes on; null where code cannot be reached. */
  private @Nullable Segment current;

  /** Blocks open in code that cannot be reached. */
  private int dead;

  private int[] positions = {};
  private int[] charges = {};
  private boolean[] checked = {};

  private FuelPlan(int position, int entryCost) {
    Segment first = begin(position, null, true, true);
    first.cost = entryCost;
    frames.add(new Frame(first, 0, false));
  }

  /** The plan for the code that {@code in} walks. */
  static FuelPlan of(InstructionReader in, int entryCost) {
    FuelPlan plan = new FuelPlan(in.position(), entryCost);
    while (in.hasMore()) {
      plan.take(in.next(), in);
    }
    plan.settle();
    return plan;
  }

  /** How many places there are; the first is the function's entry. */
  int count() {
    return positions.length;
  }

  /** Where place {@code i} is: before the instruction at this byte. */
  int position(int i) {
    return positions[i];
  }

  /** What is charged at place {@code i}. */
  int charge(int i) {
    return charges[i];
  }

  /** Whether it is looked at place {@code i} if the fuel is gone. */
  boolean checked(int i) {
    return checked[i];
  }

  private void take(int opcode, InstructionReader in) {
    Segment now = current;
    if (now == null) {
      takeDead(opcode, in);
      return;
    }
    now.cost += CostTable.of(opcode);
    switch (opcode) {
      case InstructionReader.BLOCK -> open(now, false);
      case InstructionReader.TRY_TABLE -> {
        open(now, false);
        for (int label : in.labels()) {
          target(label + 1);
        }
      }
      case InstructionReader.LOOP -> {
        open(now, false);
        begin(in.position(), null, true, true);
      }
      case InstructionReader.IF -> {
        open(now, true);
        begin(in.position(), now, false, false);
      }
      case InstructionReader.ELSE -> begin(in.position(), top().entry, false, false);
      case InstructionReader.END -> end(in);
      case InstructionReader.BR_IF,
          InstructionReader.BR_ON_NULL,
          InstructionReader.BR_ON_NON_NULL -> {
        target(in.first());
        begin(in.position(), now, false, false);
      }
      case InstructionReader.BR -> {
        target(in.first());
        current = null;
      }
      case InstructionReader.BR_TABLE -> {
        for (int label : in.labels()) {
          target(label);
        }
        current = null;
      }
      case InstructionReader.UNREACHABLE,
          InstructionReader.RETURN,
          InstructionReader.THROW,
          InstructionReader.THROW_REF,
          InstructionReader.RETURN_CALL,
          InstructionReader.RETURN_CALL_INDIRECT,
          InstructionReader.RETURN_CALL_REF -> {
        target(frames.size() - 1);
        current = null;
      }
      default -> {}
    }
  }

  private void takeDead(int opcode, InstructionReader in) {
    switch (opcode) {
      case InstructionReader.BLOCK,
          InstructionReader.LOOP,
          InstructionReader.IF,
          InstructionReader.TRY_TABLE ->
          dead++;
      case InstructionReader.ELSE -> {
        if (dead == 0) {
          begin(in.position(), top().entry, false, false);
        }
      }
      case InstructionReader.END -> {
        if (dead > 0) {
          dead--;
        } else {
          end(in);
        }
      }
      default -> {}
    }
  }

  private void open(Segment entry, boolean targeted) {
    frames.add(new Frame(entry, frames.size(), targeted));
  }

  private void end(InstructionReader in) {
    Frame closed = frames.removeLast();
    if (frames.isEmpty()) {
      return;
    }
    Frame outer = top();
    outer.escapesTo = Math.min(outer.escapesTo, closed.escapesTo);
    boolean straight = !closed.targeted && current == closed.entry;
    if (!straight) {
      boolean certain = closed.escapesTo >= frames.size();
      begin(in.position(), closed.entry, certain, false);
    }
  }

  private Segment begin(int position, @Nullable Segment parent, boolean certain, boolean header) {
    Segment next = new Segment(position, parent, certain, header);
    segments.add(next);
    current = next;
    return next;
  }

  /** A branch goes to the label of that depth. */
  private void target(int depth) {
    int index = frames.size() - 1 - depth;
    frames.get(index).targeted = true;
    Frame inner = top();
    inner.escapesTo = Math.min(inner.escapesTo, index);
  }

  private Frame top() {
    return frames.getLast();
  }

  private void settle() {
    for (Segment each : segments) {
      if (!each.header) {
        join(each);
      }
    }
    List<Segment> charging = segments.stream().filter(each -> each.chargedWith == each).toList();
    positions = charging.stream().mapToInt(each -> each.position).toArray();
    charges = charging.stream().mapToInt(each -> each.cost).toArray();
    checked = new boolean[charging.size()];
    for (int i = 0; i < checked.length; i++) {
      checked[i] = charging.get(i).header;
    }
  }

  /** Charges {@code each} together with its parent if it may be. */
  private static void join(Segment each) {
    Segment with = each.parent.chargedWith;
    boolean sure = each.certain && each.parent.sure;
    int ahead = sure ? 0 : each.cost;
    if (with.ahead + ahead <= CostTable.AHEAD_MAX) {
      with.ahead += ahead;
      with.cost += each.cost;
      each.chargedWith = with;
      each.sure = sure;
    }
  }
}
