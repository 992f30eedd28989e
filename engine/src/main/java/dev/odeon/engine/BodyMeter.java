package dev.odeon.engine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rewrites one function: it is given the stack slots that are left as one more parameter, takes
 * fuel where the {@link FuelPlan} says, and makes NaNs canonical before they can be seen.
 *
 * <p>The result of float arithmetic is left as it is while only further arithmetic, comparisons and
 * truncations use it, which cannot tell one NaN from another. Anything else is handed the canonical
 * one, which is made on top of the operand stack; if it is not on top there, the whole is begun
 * again with the instruction that makes it marked.
 */
final class BodyMeter {
  private static final int I32 = 0x7f;
  private static final int REF_NULL = 0x63;
  private static final int I32_STORE = 0x36;
  private static final int I32_STORE8 = 0x3a;
  private static final int I64_STORE8 = 0x3c;
  private static final int I64_STORE32 = 0x3e;
  private static final int I32_WRAP_I64 = 0xa7;
  private static final int I32_ADD = 0x6a;
  private static final int I32_MUL = 0x6c;
  private static final int ATOMIC = 0xfe;
  private static final int I32_ATOMIC_STORE8 = 0x19;
  private static final int I64_ATOMIC_STORE8 = 0x1b;

  private final ModuleMeter module;
  private final byte[] bytes;
  private final int codeStart;
  private final int codeEnd;
  private final FunctionType type;
  private final int localsStart;
  private final int localsEnd;
  private final int localGroups;
  private final int locals;
  private final boolean interpreted;

  /** The places whose NaN is made canonical at once. */
  private final BitSet eager = new BitSet();

  private boolean again;
  private boolean loops;
  private boolean catches;
  private boolean compiledOnly;

  // One pass:
  private WasmWriter out;
  private OperandStack stack;
  private final List<Integer> patches = new ArrayList<>();

  /** The types of the references that have a local of their own, and which of those it is. */
  private final Map<Integer, Integer> scratch = new LinkedHashMap<>();

  private int scratchI32;

  /**
   * The body in {@code in}: its locals and its code.
   *
   * @param interpreted whether the library is to interpret it
   */
  BodyMeter(
      ModuleMeter module, byte[] bytes, WasmReader in, FunctionType type, boolean interpreted) {
    this.interpreted = interpreted;
    this.module = module;
    this.bytes = bytes;
    this.type = type;
    this.localsStart = in.position();
    this.localGroups = in.count(2);
    int start = in.position();
    int count = 0;
    for (int i = 0; i < localGroups; i++) {
      count += (int) in.u32();
      ValueTypes.read(in, "");
    }
    this.locals = count;
    this.localsEnd = in.position();
    this.codeStart = in.position();
    this.codeEnd = in.end();
    this.groupsStart = start;
    this.out = new WasmWriter(0);
    this.stack = new OperandStack(this::mark);
  }

  private final int groupsStart;

  /** The metered body, with its size in front. */
  void writeTo(WasmWriter code) {
    FuelPlan plan = FuelPlan.of(reader(), CostTable.locals(locals));
    do {
      again = false;
      pass(plan);
    } while (again);
    int slots = type.parameters().size() + locals + stack.peak() + CostTable.FRAME_SLOTS;
    patches.forEach(at -> out.patch(at, slots));
    WasmWriter head = locals();
    code.u32(head.size() + out.size()).raw(head).raw(out);
  }

  /** Whether the code has loops and catches nothing. */
  boolean loops() {
    return loops && !catches;
  }

  /** Whether the code makes tail calls or has references to exceptions. */
  boolean compiledOnly() {
    return compiledOnly;
  }

  private WasmWriter locals() {
    WasmWriter head = new WasmWriter(localsEnd - localsStart + 16);
    boolean temporary = scratchI32 >= 0;
    head.u32(localGroups + (temporary ? 1 : 0) + scratch.size());
    head.raw(bytes, groupsStart, localsEnd);
    if (temporary) {
      head.u32(1).u8(I32);
    }
    scratch.keySet().forEach(each -> head.u32(1).u8(REF_NULL).s64(each));
    return head;
  }

  private InstructionReader reader() {
    return new InstructionReader(new WasmReader(bytes, codeStart, codeEnd), module.types());
  }

  private void pass(FuelPlan plan) {
    out = new WasmWriter((codeEnd - codeStart) * 2 + 32);
    stack = new OperandStack(this::mark);
    stack.open(InstructionReader.BLOCK, 0, type.results().size());
    patches.clear();
    scratch.clear();
    scratchI32 = -1;
    InstructionReader in = reader();
    enter(plan.charge(0));
    int place = 1;
    while (in.hasMore()) {
      int opcode = in.next();
      instruction(opcode, in);
      if (place < plan.count() && plan.position(place) == in.position()) {
        charge(plan, place++);
      }
    }
  }

  private void mark(int place) {
    eager.set(place);
    again = true;
  }

  private void enter(int cost) {
    left();
    constant();
    out.u8(0x6b).u8(InstructionReader.LOCAL_TEE).u32(leftLocal()); // i32.sub
    constant(cost);
    call(ReservedImport.ENTER);
    ifNegative();
    left();
    call(ReservedImport.DEEPEN);
    out.u8(InstructionReader.END);
  }

  private void charge(FuelPlan plan, int place) {
    constant(plan.charge(place));
    if (plan.checked(place)) {
      call(ReservedImport.SPEND);
      ifNegative();
      call(ReservedImport.REFILL);
      out.u8(InstructionReader.END);
    } else {
      call(ReservedImport.CHARGE);
    }
  }

  private void instruction(int opcode, InstructionReader in) {
    switch (opcode) {
      case InstructionReader.BLOCK, InstructionReader.LOOP, InstructionReader.IF ->
          open(opcode, in);
      case InstructionReader.TRY_TABLE -> open(opcode, in);
      case InstructionReader.ELSE -> {
        needs(stack.results());
        stack.otherwise();
        copy(in);
      }
      case InstructionReader.END -> {
        needs(stack.results());
        stack.close();
        copy(in);
      }
      case InstructionReader.BR -> {
        needs(stack.label(in.first()));
        stack.unreachable();
        copy(in);
      }
      case InstructionReader.BR_IF -> {
        stack.pop(1);
        stack.settled(stack.label(in.first()));
        copy(in);
      }
      case InstructionReader.BR_TABLE -> {
        stack.pop(1);
        stack.settled(stack.label(in.labels()[0]));
        stack.unreachable();
        copy(in);
      }
      case InstructionReader.RETURN -> {
        needs(type.results().size());
        stack.unreachable();
        copy(in);
      }
      case InstructionReader.LOCAL_GET -> {
        out.u8(opcode).u32(shifted(in.first()));
        stack.push(1);
      }
      case InstructionReader.LOCAL_SET, InstructionReader.LOCAL_TEE -> {
        needs(1);
        out.u8(opcode).u32(shifted(in.first()));
        stack.pop(1);
        stack.push(opcode == InstructionReader.LOCAL_TEE ? 1 : 0);
      }
      case InstructionReader.REF_FUNC -> {
        out.u8(opcode).u32(module.reference(in.first()));
        stack.push(1);
      }
      case InstructionReader.CALL -> call(in.first());
      case InstructionReader.RETURN_CALL -> returnCall(in.first());
      case InstructionReader.CALL_INDIRECT, InstructionReader.RETURN_CALL_INDIRECT ->
          callThrough(in, scratchI32(), opcode == InstructionReader.RETURN_CALL_INDIRECT);
      case InstructionReader.CALL_REF, InstructionReader.RETURN_CALL_REF ->
          callThrough(in, scratch(in.first()), opcode == InstructionReader.RETURN_CALL_REF);
      case InstructionReader.TABLE_INIT,
          InstructionReader.TABLE_COPY,
          InstructionReader.TABLE_FILL -> {
        call(ReservedImport.ELEMENTS);
        plain(opcode, in);
      }
      default -> plain(opcode, in);
    }
  }

  /** An instruction that stays as it is. */
  private void plain(int opcode, InstructionReader in) {
    int takes = OperandEffects.takes(opcode);
    compiledOnly |= opcode == InstructionReader.THROW_REF;
    if (opcode == InstructionReader.THROW) {
      takes = module.tag(in.first()).parameters().size();
    }
    if (!OperandEffects.blindToNans(opcode)) {
      needs(takes);
    }
    if (interpreted) {
      copyForInterpreter(opcode, in);
    } else {
      copy(in);
    }
    stack.pop(takes);
    int nan = OperandEffects.makesNan(opcode);
    if (nan == OperandStack.CLEAN) {
      stack.push(OperandEffects.leaves(opcode));
    } else if (eager.get(in.start() - codeStart)) {
      canonical(nan);
      stack.push(1);
    } else {
      stack.push(nan, in.start() - codeStart);
    }
    if (opcode == InstructionReader.BR_ON_NULL || opcode == InstructionReader.BR_ON_NON_NULL) {
      // The reference goes on where it is not null in the one, and branches along in the other.
      boolean goesOn = opcode == InstructionReader.BR_ON_NULL;
      stack.push(goesOn ? 1 : 0);
      stack.settled(stack.label(in.first()) + (goesOn ? 1 : -1));
    }
    if (OperandEffects.ends(opcode)) {
      stack.unreachable();
    }
  }

  private void open(int opcode, InstructionReader in) {
    if (opcode == InstructionReader.IF) {
      stack.pop(1);
      stack.settled(in.parameters());
    } else {
      needs(in.parameters());
    }
    loops |= opcode == InstructionReader.LOOP;
    catches |= opcode == InstructionReader.TRY_TABLE;
    compiledOnly |= opcode == InstructionReader.TRY_TABLE && in.catchesReferences();
    out.u8(opcode);
    if (in.blockType() >= 0) {
      out.s64(module.original(in.blockType()));
      out.raw(bytes, in.blockTypeEnd(), in.position());
    } else {
      out.raw(bytes, in.blockTypeStart(), in.position());
    }
    stack.pop(in.parameters());
    stack.open(opcode, in.parameters(), in.results());
  }

  private void call(int function) {
    FunctionType callee = module.function(function);
    needs(callee.parameters().size());
    left();
    if (module.isImport(function)) {
      call(ReservedImport.BORDER);
    }
    out.u8(InstructionReader.CALL).u32(module.core(function));
    stack.pop(callee.parameters().size());
    stack.push(callee.results().size());
  }

  private void returnCall(int function) {
    compiledOnly = true;
    needs(module.function(function).parameters().size());
    given();
    if (module.isImport(function)) {
      call(ReservedImport.BORDER);
      out.u8(InstructionReader.CALL).u32(function).u8(InstructionReader.RETURN);
    } else {
      out.u8(InstructionReader.RETURN_CALL).u32(module.core(function));
    }
    stack.unreachable();
  }

  /** A call of what {@code local} is to hold meanwhile: a table index or a reference. */
  private void callThrough(InstructionReader in, int local, boolean last) {
    FunctionType callee = module.types().get(in.first());
    stack.pop(1);
    stack.settled(callee.parameters().size());
    out.u8(InstructionReader.LOCAL_SET).u32(local);
    compiledOnly |= last;
    if (last) {
      given();
    } else {
      left();
    }
    out.u8(InstructionReader.LOCAL_GET).u32(local);
    copy(in);
    stack.pop(callee.parameters().size());
    stack.push(callee.results().size());
    if (last) {
      stack.unreachable();
    }
  }

  private void copy(InstructionReader in) {
    out.raw(bytes, in.start(), in.position());
  }

  /**
   * The library's interpreter adds address and offset of these stores in 32 bits, so that they
   * wrap. The atomic ones and those of 32-bit values do the same, and do not. Its product of 32-bit
   * values has 64 bits, all of which {@code if} looks at, until an addition takes the lower half.
   */
  private void copyForInterpreter(int opcode, InstructionReader in) {
    switch (opcode) {
      case I32_STORE8 -> out.u8(ATOMIC).u32(I32_ATOMIC_STORE8);
      case I64_STORE8 -> out.u8(ATOMIC).u32(I64_ATOMIC_STORE8);
      case I64_STORE32 -> out.u8(I32_WRAP_I64).u8(I32_STORE);
      default -> out.raw(bytes, in.start(), in.start() + 1);
    }
    out.raw(bytes, in.start() + 1, in.position());
    if (opcode == I32_MUL) {
      constant(0);
      out.u8(I32_ADD);
    }
  }

  /** The uppermost {@code count} operands are about to be seen. */
  private void needs(int count) {
    int nan = stack.top();
    if (count > 0 && nan != OperandStack.CLEAN) {
      canonical(nan);
      stack.clean();
    }
    stack.settled(count);
  }

  private void canonical(int nan) {
    call(nan == OperandStack.NAN_32 ? ReservedImport.CANONICAL_32 : ReservedImport.CANONICAL_64);
  }

  /** Pushes the stack slots that are left. */
  private void left() {
    out.u8(InstructionReader.LOCAL_GET).u32(leftLocal());
  }

  /** Pushes the stack slots that were given to this frame. */
  private void given() {
    left();
    constant();
    out.u8(I32_ADD);
  }

  /** Pushes the size of the frame, once it is known. */
  private void constant() {
    out.u8(InstructionReader.I32_CONST);
    patches.add(out.patch());
  }

  private void constant(int value) {
    out.u8(InstructionReader.I32_CONST).s32(value);
  }

  private void call(ReservedImport function) {
    out.u8(InstructionReader.CALL).u32(module.core(function));
  }

  private void ifNegative() {
    constant(0);
    out.u8(0x48).u8(InstructionReader.IF).u8(0x40); // i32.lt_s
  }

  private int leftLocal() {
    return type.parameters().size();
  }

  private int shifted(int local) {
    return local < leftLocal() ? local : local + 1;
  }

  private int scratchI32() {
    scratchI32 = leftLocal() + 1 + locals;
    return scratchI32;
  }

  private int scratch(int typeIndex) {
    int index = scratch.computeIfAbsent(typeIndex, _ -> scratch.size());
    // Behind the one for table indices, which is there then, needed or not.
    return scratchI32() + 1 + index;
  }
}
