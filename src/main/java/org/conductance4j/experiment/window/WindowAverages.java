package org.conductance4j.experiment.window;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.conductance4j.array.Tensor;
import org.conductance4j.experiment.result.StateFile;

/** Average conductance of each class's pictures, for everything and for each window. */
final class WindowAverages {

  private final int[] layerShape;
  private final int regions;
  private final double[][] sums;
  private final double[][] pictures;
  private final int[] pictureShape;
  private final double[] counts;
  private final Moments residuals = new Moments();

  WindowAverages(int classes, int regions, int[] layerShape, int[] pictureShape) {
    this.layerShape = layerShape.clone();
    this.regions = regions;
    this.sums = new double[classes][regions * Tensor.length(layerShape)];
    this.pictureShape = pictureShape.clone();
    this.pictures = new double[classes][Tensor.length(pictureShape)];
    this.counts = new double[classes];
  }

  /** What the sums of every class and their means take, in bytes. */
  static long bytes(int classes, int regions, long neurons, long input) {
    return 2L * Double.BYTES * classes * (regions * neurons + input);
  }

  /** Adds some pictures, in their order. */
  void add(LabelledBatch batch, PicturePaths paths) {
    paths.run(batch);
    double[][] scores = new double[batch.count()][sums[0].length];
    double[][] totals = new double[batch.count()][regions];
    boolean[] all = new boolean[regions];
    all[0] = true;
    int[][] nothing = new int[paths.pictures()][0];
    paths.integrate(nothing, totals, all, scores);
    List<PicturePaths.End> ends = new ArrayList<>();
    for (int p = 0; p < batch.count(); p++) {
      ends.add(new PicturePaths.End(p, false, nothing[p]));
      ends.add(new PicturePaths.End(p, true, nothing[p]));
    }
    double[][] outputs = paths.outputs(ends);
    for (int p = 0; p < batch.count(); p++) {
      int label = batch.label(p);
      counts[label]++;
      batch.addInput(p, pictures[label]);
      for (int i = 0; i < scores[p].length; i++) {
        sums[label][i] += scores[p][i];
      }
      double change = paths.score(p, outputs[2 * p + 1]) - paths.score(p, outputs[2 * p]);
      residuals.add(totals[p][0] - change);
    }
  }

  /** Residual of the completeness law of each picture, in units of F. */
  Moments residuals() {
    return residuals;
  }

  /** Number of pictures of a class. */
  long count(int label) {
    return (long) counts[label];
  }

  /** Means by (class, region): of everything first, then of each window. */
  List<List<Tensor>> means() {
    int length = Tensor.length(layerShape);
    List<List<Tensor>> means = new ArrayList<>();
    for (int c = 0; c < sums.length; c++) {
      List<Tensor> ofClass = new ArrayList<>();
      double count = Math.max(1, counts[c]);
      for (int r = 0; r < regions; r++) {
        double[] mean = Arrays.copyOfRange(sums[c], r * length, (r + 1) * length);
        Arrays.setAll(mean, i -> mean[i] / count);
        ofClass.add(Tensor.of(layerShape, mean));
      }
      means.add(ofClass);
    }
    return means;
  }

  /** The mean picture of each class, as the network takes it. */
  List<Tensor> meanPictures() {
    List<Tensor> means = new ArrayList<>();
    for (int c = 0; c < pictures.length; c++) {
      double[] mean = pictures[c].clone();
      double count = Math.max(1, counts[c]);
      Arrays.setAll(mean, i -> mean[i] / count);
      means.add(Tensor.of(pictureShape, mean));
    }
    return means;
  }

  void write(DataOutputStream out) throws IOException {
    for (double[] sum : sums) {
      StateFile.write(out, sum);
    }
    for (double[] sum : pictures) {
      StateFile.write(out, sum);
    }
    StateFile.write(out, counts);
    residuals.write(out);
  }

  void read(DataInputStream in) throws IOException {
    for (double[] sum : sums) {
      StateFile.read(in, sum);
    }
    for (double[] sum : pictures) {
      StateFile.read(in, sum);
    }
    StateFile.read(in, counts);
    residuals.read(in);
  }
}
