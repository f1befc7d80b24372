package org.conductance4j.scene;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The classes of clothing, in the order of Fashion-MNIST's labels. */
public enum ClothingClass {
  /** Short sleeves, no front opening. */
  T_SHIRT(0),
  /** Two legs. */
  TROUSER(1),
  /** Long sleeves, no front opening. */
  PULLOVER(2),
  /** Narrow above, wide below, no sleeves. */
  DRESS(3),
  /** Long, long sleeves, open in front, with lapels. */
  COAT(4),
  /** A flat sole with straps. */
  SANDAL(5),
  /** A collar and a row of buttons. */
  SHIRT(6),
  /** A low shoe with a bright sole and laces. */
  SNEAKER(7),
  /** A body with a handle. */
  BAG(8),
  /** A shoe with a shaft and a heel. */
  ANKLE_BOOT(9);

  private final int index;

  ClothingClass(int index) {
    this.index = index;
  }

  /** {@return the index of the network's output for this class, from 0} */
  public int index() {
    return index;
  }

  /** {@return the name of the class in lower case, as in a labels file} */
  public String label() {
    return this == T_SHIRT ? "t-shirt" : name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** {@return the names of all classes in the order of the outputs} */
  public static List<String> labels() {
    return Arrays.stream(values()).map(ClothingClass::label).toList();
  }
}
