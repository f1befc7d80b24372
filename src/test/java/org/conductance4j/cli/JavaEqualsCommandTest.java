package org.conductance4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.conductance4j.Attribution;
import org.conductance4j.Network;
import org.conductance4j.Question;
import org.conductance4j.array.Npy;
import org.conductance4j.array.Precision;
import org.conductance4j.experiment.TinyNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code attribute} writes and what a Java program gets are the same numbers. */
class JavaEqualsCommandTest {

  @TempDir private Path folder;

  @Test
  void attribute_picture_equalsTheJavaCalls() throws Exception {
    TinyNetwork.write(folder);
    String input = folder.resolve("picture.png").toString();
    Question question =
        Network.open(folder.resolve("tiny.zip"))
            .ask(Path.of(input), "logit:1")
            .at("first")
            .within("box:0,6,0,6")
            .precision(Precision.FLOAT64);

    for (String method : new String[] {"regional-conductance", "integrated-gradients"}) {
      Attribution scores = question.attribute(method);
      Path out = folder.resolve(method + ".npy");
      String place = method.startsWith("regional") ? " --layer first --region box:0,6,0,6" : "";
      String[] options =
          ("--dtype float64 --objective logit:1 --quiet --method " + method + place).split(" ");
      String[] files = {
        "attribute", folder.resolve("tiny.zip").toString(), "--input", input, "--out", "" + out
      };
      Ended ended = Ended.run(concatenated(files, options));

      assertThat(ended.err()).isEmpty();
      assertThat(Npy.read(out).toArray()).containsExactly(scores.values().toArray());
      assertThat(ended.json().get("sum").asDouble()).isEqualTo(scores.sum());
      assertThat(ended.json().get("nodes").asInt()).isEqualTo(scores.nodes());
      assertThat(ended.json().get("completeness_error").asDouble())
          .isEqualTo(scores.completenessError());
    }
  }

  private static String[] concatenated(String[] first, String[] second) {
    String[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
