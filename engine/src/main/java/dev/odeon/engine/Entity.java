package dev.odeon.engine;

import java.util.List;
import java.util.OptionalLong;
import run.endive.runtime.GlobalInstance;
import run.endive.runtime.TagInstance;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/**
 * Something that a member of an {@link Ensemble} has and others may import: the thing itself, not
 * its type. Two members that import the same memory share its bytes.
 */
public sealed interface Entity {
  /** A function of a member; it runs as part of that member, whoever calls it. */
  final class Function implements Entity {
    private final Member member;
    private final int index;
    private final FunctionType type;

    Function(Member member, int index, FunctionType type) {
      this.member = member;
      this.index = index;
      this.type = type;
    }

    /** Whose function it is. */
    public Member member() {
      return member;
    }

    /** What the library calls it. */
    int index() {
      return index;
    }

    /** Its type, without the parameter that metering adds. */
    FunctionType type() {
      return type;
    }
  }

  /** A memory. */
  final class Memory implements Entity {
    private final FlatMemory memory;
    private final OptionalLong pagesMax;

    Memory(FlatMemory memory, OptionalLong pagesMax) {
      this.memory = memory;
      this.pagesMax = pagesMax;
    }

    FlatMemory memory() {
      return memory;
    }

    OptionalLong pagesMax() {
      return pagesMax;
    }
  }

  /** A table. */
  final class Table implements Entity {
    private final SharedTable table;
    private final OptionalLong elementsMax;

    Table(SharedTable table, OptionalLong elementsMax) {
      this.table = table;
      this.elementsMax = elementsMax;
    }

    SharedTable table() {
      return table;
    }

    OptionalLong elementsMax() {
      return elementsMax;
    }
  }

  /** A global variable. */
  final class Global implements Entity {
    private final Member owner;
    private final GlobalInstance global;

    Global(Member owner, GlobalInstance global) {
      this.owner = owner;
      this.global = global;
    }

    /** What it holds now. */
    public CoreValue value() {
      ValType type = global.getType();
      return type.isObjectRef()
          ? new CoreValue.HostReference(global.getRefValue())
          : owner.references().lift(List.of(type), new long[] {global.getValue()}, null).getFirst();
    }

    Member owner() {
      return owner;
    }

    GlobalInstance global() {
      return global;
    }
  }

  /** An exception's tag. */
  final class Tag implements Entity {
    private final TagInstance tag;

    Tag(TagInstance tag) {
      this.tag = tag;
    }

    TagInstance tag() {
      return tag;
    }
  }
}
