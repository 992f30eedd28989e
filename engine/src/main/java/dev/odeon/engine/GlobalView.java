package dev.odeon.engine;

import org.jspecify.annotations.Nullable;
import run.endive.runtime.GlobalInstance;
import run.endive.runtime.Instance;

/** A global of function references as a member that imports it sees it. */
final class GlobalView extends GlobalInstance {
  private final Member member;
  private final Entity.Global global;

  @SuppressWarnings("deprecation") // the builder cannot be asked for a subclass
  GlobalView(Member member, Entity.Global global) {
    super(0, 0, global.global().getType(), global.global().getMutabilityType());
    this.member = member;
    this.global = global;
  }

  @Override
  public long getValue() {
    int reference = (int) global.global().getValue();
    return member.references().number(global.owner().references().function(reference));
  }

  @Override
  public long getValueLow() {
    return getValue();
  }

  @Override
  public void setValue(long reference) {
    Entity.Function function = member.references().function((int) reference);
    global.global().setValue(global.owner().references().number(function));
  }

  @Override
  public void setValueLow(long reference) {
    setValue(reference);
  }

  @Override
  public @Nullable Instance getInstance() {
    return null;
  }
}
