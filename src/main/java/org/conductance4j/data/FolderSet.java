package org.conductance4j.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.conductance4j.array.Sha256;
import org.conductance4j.array.Tensor;
import org.conductance4j.config.InvalidInputException;
import org.conductance4j.model.Images;
import org.conductance4j.model.Picture;

/**
 * Pictures in a folder with one subfolder for each class. Classes and pictures are sorted by name.
 * The pictures of each class are spread evenly among the others, so that the first part of the set
 * holds all classes. Names that begin with a dot are ignored.
 */
final class FolderSet implements PictureSet {

  private final List<Path> files;
  private final List<Integer> labels;
  private final List<String> classNames;
  private final int[] shape;
  private final String sha256;

  private FolderSet(
      List<Path> files, List<Integer> labels, List<String> classNames, int[] shape, String sha) {
    this.files = List.copyOf(files);
    this.labels = List.copyOf(labels);
    this.classNames = List.copyOf(classNames);
    this.shape = shape.clone();
    this.sha256 = sha;
  }

  /**
   * Reads every picture once, with 1 channel or 3, so that errors are found before any work is
   * done.
   */
  static FolderSet of(Path folder, int channels) {
    List<Path> classes = entries(folder);
    for (Path entry : classes) {
      if (!Files.isDirectory(entry)) {
        throw InvalidInputException.of(
            folder.toString(),
            "must hold a folder for each class and nothing else",
            "the file '" + entry.getFileName() + "'",
            "move it elsewhere");
      }
    }
    if (classes.isEmpty()) {
      throw InvalidInputException.of(
          folder.toString(), "must hold a folder for each class", "none", "check the path");
    }
    List<List<Path>> pictures = classes.stream().map(FolderSet::pictures).toList();
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    int most = pictures.stream().mapToInt(List::size).max().orElseThrow();
    for (int place = 0; place < most; place++) {
      for (int label = 0; label < pictures.size(); label++) {
        int count = pictures.get(label).size();
        int from = (int) ((long) place * count / most);
        if ((int) ((place + 1L) * count / most) > from) {
          files.add(pictures.get(label).get(from));
          labels.add(label);
        }
      }
    }
    List<String> names = classes.stream().map(c -> String.valueOf(c.getFileName())).toList();
    MessageDigest digest = Sha256.digest();
    int[] shape = checked(files, channels, folder, digest);
    return new FolderSet(files, labels, names, shape, Sha256.text(digest));
  }

  private static List<Path> pictures(Path folder) {
    List<Path> files = entries(folder);
    if (files.isEmpty()) {
      throw InvalidInputException.of(
          folder.toString(), "must hold a picture", "an empty folder", "remove it or fill it");
    }
    return files;
  }

  private static List<Path> entries(Path folder) {
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(path -> !String.valueOf(path.getFileName()).startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new InvalidInputException(
          "%s: must be a readable folder, got %s; check the path"
              .formatted(folder, InvalidInputException.reason(e)),
          e);
    }
  }

  private static int[] checked(List<Path> files, int channels, Path folder, MessageDigest digest) {
    int[] shape = {};
    for (Path file : files) {
      Tensor values = tensor(file, channels);
      if (shape.length == 0) {
        shape = values.shape();
      } else if (!Arrays.equals(shape, values.shape())) {
        throw InvalidInputException.of(
            file.toString(),
            "must have the size of the other pictures, " + shape[1] + " x " + shape[2],
            values.size(1) + " x " + values.size(2),
            "bring all to one size");
      }
      digest.update(
          folder.relativize(file).toString().replace('\\', '/').getBytes(StandardCharsets.UTF_8));
      try {
        digest.update(Files.readAllBytes(file));
      } catch (IOException e) {
        throw InvalidInputException.unreadable(file, e);
      }
    }
    return shape;
  }

  private static Tensor tensor(Path file, int channels) {
    Picture picture = Images.read(file);
    Tensor colours = Images.toTensor(picture);
    if (channels == 3) {
      return colours;
    }
    int area = picture.rows() * picture.columns();
    double[] grey = new double[area];
    for (int i = 0; i < area; i++) {
      grey[i] = colours.get(i);
      if (grey[i] != colours.get(area + i) || grey[i] != colours.get(2 * area + i)) {
        throw InvalidInputException.of(
            file.toString(),
            "must be grey, as the network takes one channel",
            "a picture in colour",
            "convert it to grey");
      }
    }
    return Tensor.of(new int[] {1, picture.rows(), picture.columns()}, grey);
  }

  @Override
  public int[] shape() {
    return shape.clone();
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public Map<String, String> fingerprints() {
    return Map.of("pictures", sha256);
  }

  @Override
  public PictureReader read(int first) {
    return new Reader(first);
  }

  private final class Reader implements PictureReader {

    private int next;

    Reader(int first) {
      this.next = first;
    }

    @Override
    public LabelledPicture next() {
      if (next >= files.size()) {
        throw new NoSuchElementException("the set has " + files.size() + " pictures");
      }
      Path file = files.get(next);
      Tensor values = tensor(file, shape[0]);
      if (!Arrays.equals(values.shape(), shape)) {
        throw InvalidInputException.of(
            file.toString(), "must stay as it was", "another size", "leave the files alone");
      }
      return new LabelledPicture(values, labels.get(next++));
    }

    @Override
    public void close() {
      // each file is closed once it is read
    }
  }
}
