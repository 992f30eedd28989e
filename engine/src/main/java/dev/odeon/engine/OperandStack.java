package dev.odeon.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The operand stack of a function while its code is walked: how high it is, and which of its values
 * may be NaNs that are not canonical. Code that cannot be reached may pop what is not there, as the
 * specification allows.
 */
final class OperandStack {
  static final int CLEAN = 0;
  static final int NAN_32 = 1;
  static final int NAN_64 = 2;

  private record Frame(int base, int parameters, int results, boolean loop) {}

  private final IntConsumer mark;
  private final List<Frame> frames = new ArrayList<>();
  private byte[] states = new byte[16];
  private int[] places = new int[16];
  private int height;
  private int peak;

  /** A stack that tells {@code mark} where a NaN was made that is needed below the top. */
  OperandStack(IntConsumer mark) {
    this.mark = mark;
  }

  /** The greatest height. */
  int peak() {
    return peak;
  }

  /** What the innermost block leaves. */
  int results() {
    return frames.getLast().results;
  }

  /** What a branch to the label of that depth takes along. */
  int label(int depth) {
    Frame frame = frames.get(frames.size() - 1 - depth);
    return frame.loop ? frame.parameters : frame.results;
  }

  /** Opens a block whose parameters were popped. */
  void open(int opcode, int parameters, int results) {
    frames.add(new Frame(height, parameters, results, opcode == InstructionReader.LOOP));
    push(parameters);
  }

  /** The other arm of an {@code if} begins. */
  void otherwise() {
    height = frames.getLast().base;
    push(frames.getLast().parameters);
  }

  /** Closes the innermost block. */
  void close() {
    Frame closed = frames.removeLast();
    height = closed.base;
    push(closed.results);
  }

  /** What follows cannot be reached. */
  void unreachable() {
    height = frames.getLast().base;
  }

  void push(int count) {
    for (int i = 0; i < count; i++) {
      push(CLEAN, 0);
    }
  }

  /** Pushes the result of the instruction at {@code place}. */
  void push(int state, int place) {
    if (height == states.length) {
      states = Arrays.copyOf(states, 2 * height);
      places = Arrays.copyOf(places, 2 * height);
    }
    states[height] = (byte) state;
    places[height] = place;
    height++;
    peak = Math.max(peak, height);
  }

  void pop(int count) {
    height = Math.max(height - count, base());
  }

  /** The state of the uppermost value. */
  int top() {
    return height > base() ? states[height - 1] : CLEAN;
  }

  /** The uppermost value was made canonical. */
  void clean() {
    states[height - 1] = CLEAN;
  }

  /** Marks what of the uppermost {@code count} values is not canonical yet. */
  void settled(int count) {
    for (int i = height - 1; i >= Math.max(height - count, base()); i--) {
      if (states[i] != CLEAN) {
        mark.accept(places[i]);
      }
      states[i] = CLEAN;
    }
  }

  private int base() {
    return frames.isEmpty() ? 0 : frames.getLast().base;
  }
}
