package org.conductance4j.training;

/** How well a network does on data that it was not trained on. */
public sealed interface HeldOut permits HeldOutResult, PictureHeldOut, ExampleHeldOut {

  /** {@return the result in words, such as {@code 97.0 % of 1000 held-out pictures right}} */
  String inWords();
}
