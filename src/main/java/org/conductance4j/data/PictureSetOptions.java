package org.conductance4j.data;

import static org.conductance4j.config.Key.key;
import static org.conductance4j.config.Key.oneOf;
import static org.conductance4j.config.Key.optional;
import static org.conductance4j.config.Type.file;
import static org.conductance4j.config.Type.folder;
import static org.conductance4j.config.Type.integer;
import static org.conductance4j.config.Type.map;
import static org.conductance4j.config.Type.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.conductance4j.config.ConfigNode;
import org.conductance4j.config.Key;
import org.conductance4j.config.Keys;

/** The source of labelled pictures. */
public sealed interface PictureSetOptions {

  /** The keys of drawn clothing. */
  Keys CLOTHING =
      Keys.of(
          "clothing",
          key("first-seed", integer(0, Long.MAX_VALUE / 2), 0, "seed of the first; then upwards"),
          key("pictures", integer(1, 100_000_000), "number of pictures"));

  /** The keys of two files. */
  Keys FILES =
      Keys.of(
          "picture files",
          key("images", file(), "the pictures: (picture, row, column), or with a channel axis"),
          key("labels", file(), "their classes: (picture)"));

  /** The keys of a set. */
  Keys KEYS =
      Keys.of(
          "set of pictures",
          oneOf("clothing", map(CLOTHING), "drawn pieces of clothing"),
          oneOf("idx", map(FILES), "IDX files, plain or gzip, such as Fashion-MNIST's"),
          oneOf("folder", folder(), "a folder with a subfolder of pictures for each class"),
          oneOf("npy", map(FILES), "`.npy` files"));

  /** The key of where a set's files come from. */
  Key SOURCE = optional("source", text(), "where to get the files; printed if they are missing");

  /** The key of a set's channels. */
  Key CHANNELS = key("channels", integer(1, 3), 1, "1 for grey pictures, 3 for colour");

  /**
   * {@return a key whose value is a set}
   *
   * @param name of the key
   * @param meaning what the set is for
   */
  static Key set(String name, String meaning) {
    return key(name, map(KEYS), meaning);
  }

  /**
   * {@return the set, after checking all that can be checked of its files}
   *
   * @param channels 1 for grey pictures, 3 for colour; files that can be read as either are read so
   * @throws org.conductance4j.config.InvalidInputException if a file is missing, damaged, or does
   *     not fit the others
   */
  PictureSet open(int channels);

  /**
   * Drawn clothing.
   *
   * @param firstSeed seed of the first picture; the others follow
   * @param size number of pictures
   */
  record Clothing(long firstSeed, int size) implements PictureSetOptions {
    @Override
    public PictureSet open(int channels) {
      return new ClothingSet(firstSeed, size);
    }
  }

  /**
   * Two IDX files, plain or compressed with gzip.
   *
   * @param images with three axes of bytes
   * @param labels with one axis of bytes
   */
  record Idx(Path images, Path labels) implements PictureSetOptions {
    @Override
    public PictureSet open(int channels) {
      return IdxSet.of(images, labels);
    }
  }

  /**
   * A folder with a subfolder for each class.
   *
   * @param path the folder
   */
  record Folder(Path path) implements PictureSetOptions {
    @Override
    public PictureSet open(int channels) {
      return FolderSet.of(path, channels);
    }
  }

  /**
   * Two .npy files.
   *
   * @param images (picture, channel, row, column) or (picture, row, column)
   * @param labels (picture)
   */
  record Arrays(Path images, Path labels) implements PictureSetOptions {
    @Override
    public PictureSet open(int channels) {
      return NpySet.of(images, labels);
    }
  }

  /**
   * {@return the set that a config describes; harmless options where the config is wrong}
   *
   * @param node the set's node; every problem but missing files is noted there
   * @param missing is given each file or folder that does not exist
   */
  static PictureSetOptions read(ConfigNode node, Consumer<Path> missing) {
    List<ConfigNode> kinds =
        List.of(node.get("clothing"), node.get("idx"), node.get("folder"), node.get("npy"));
    long given = kinds.stream().filter(ConfigNode::isPresent).count();
    if (given != 1 && (node.isMap() || !node.isPresent())) {
      node.problem(
          "must have one of clothing, idx, folder and npy, got " + (given == 0 ? "none" : given));
    }
    if (kinds.get(1).isPresent()) {
      return new Idx(
          existing(kinds.get(1).get("images"), missing),
          existing(kinds.get(1).get("labels"), missing));
    }
    if (kinds.get(2).isPresent()) {
      Path folder = kinds.get(2).file().orElse(Path.of(""));
      if (!Files.isDirectory(folder)) {
        missing.accept(folder);
      }
      return new Folder(folder);
    }
    if (kinds.get(3).isPresent()) {
      return new Arrays(
          existing(kinds.get(3).get("images"), missing),
          existing(kinds.get(3).get("labels"), missing));
    }
    ConfigNode clothing = kinds.get(0);
    return clothing.isPresent()
        ? new Clothing(clothing.get("first-seed").longInteger(), clothing.get("pictures").integer())
        : new Clothing(0, 1);
  }

  /**
   * {@return whether some picture is known to be in both sets}
   *
   * @param other the other set
   */
  default boolean overlaps(PictureSetOptions other) {
    if (this instanceof Clothing a && other instanceof Clothing b) {
      return a.firstSeed() < b.firstSeed() + b.size() && b.firstSeed() < a.firstSeed() + a.size();
    }
    return equals(other);
  }

  /**
   * {@return the end of an error line about missing files}
   *
   * @param files the missing files
   * @param remedy where they come from
   */
  static String missing(List<Path> files, String remedy) {
    String names =
        files.stream().map(f -> f.normalize().toString()).collect(Collectors.joining(", "));
    return "needs files that exist, got no such file: " + names + "; " + remedy;
  }

  private static Path existing(ConfigNode node, Consumer<Path> missing) {
    if (!node.isPresent()) {
      node.missing("write the name of a file");
      return Path.of("");
    }
    Optional<Path> file = node.file();
    file.filter(path -> !Files.isRegularFile(path)).ifPresent(missing);
    return file.orElse(Path.of(""));
  }
}
