package org.conductance4j.scene;

/** A drawn piece of clothing on black: {@value #SIZE} rows and columns of grey. Immutable. */
public final class ClothingPicture {

  /** Rows and columns of a picture. */
  public static final int SIZE = 28;

  private final ClothingClass label;
  private final byte[] grey;

  ClothingPicture(ClothingClass label, byte[] grey) {
    this.label = label;
    this.grey = grey.clone();
  }

  /**
   * Draws the picture of a seed, which shows class {@code seed mod 10}. The same seed gives the
   * same bytes on every machine and Java version, because drawing only adds, multiplies, divides
   * and takes square roots of {@code double}.
   *
   * @param seed from 0
   * @return the picture
   */
  public static ClothingPicture of(long seed) {
    ClothingClass[] classes = ClothingClass.values();
    ClothingClass label = classes[(int) Math.floorMod(seed, (long) classes.length)];
    Dice dice = new Dice(seed);
    Canvas canvas = new Canvas(SIZE);
    Cloth cloth = Cloth.draw(dice);
    switch (label) {
      case T_SHIRT, PULLOVER, COAT, SHIRT -> Upper.draw(dice, label).paint(canvas, cloth);
      case DRESS -> Hanging.dress(canvas, dice, cloth);
      case TROUSER -> Hanging.trouser(canvas, dice, cloth);
      case BAG -> Hanging.bag(canvas, dice, cloth);
      case SANDAL -> Footwear.sandal(canvas, dice, cloth);
      case SNEAKER -> Footwear.sneaker(canvas, dice, cloth);
      case ANKLE_BOOT -> Footwear.boot(canvas, dice, cloth);
    }
    return new ClothingPicture(label, canvas.finishGrey(dice, 0.05));
  }

  /** {@return the class that is shown} */
  public ClothingClass label() {
    return label;
  }

  /** {@return a copy of the pixels: one byte each, row by row, 0 for black} */
  public byte[] grey() {
    return grey.clone();
  }
}
