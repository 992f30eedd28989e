package dev.odeon.store;

/** What a guest asked to be done to a label; applied after its block is durable. */
public sealed interface LabelChange {
  /** The label that it changes. */
  Label label();

  /** One more reference for a label; nothing if it has it. */
  record Add(Label label, ContentRef ref) implements LabelChange {}

  /** The label goes, with all its references. */
  record RemoveLabel(Label label) implements LabelChange {}

  /** One reference of a label goes; the label too if it was the last. */
  record RemoveReference(Label label, ContentRef ref) implements LabelChange {}

  /** The label has this reference alone. */
  record Replace(Label label, ContentRef ref) implements LabelChange {}
}
