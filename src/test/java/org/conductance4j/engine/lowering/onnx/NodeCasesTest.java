package org.conductance4j.engine.lowering.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/**
 * The tests of ONNX itself. Their data is in a wheel that is not part of the project: {@code
 * python3 -m pip download --no-deps --dest models onnx==1.22.0}.
 */
class NodeCasesTest {

  private static final double FORWARD = 1e-5;
  private static final double DUALITY = 1e-10;
  private static final double DIFFERENCE = 1e-4;

  /** The first expects numbers rounded to four digits; the others have outputs without elements. */
  private static final List<String> REFUSED =
      List.of(
          "node/test_averagepool_2d_ceil_last_window_starts_on_pad",
          "node/test_causal_conv_with_state_kernel_size_one_expanded",
          "node/test_slice_start_out_of_bounds");

  @Test
  void constants_evaluated_areWhatOnnxExpects() throws IOException {
    List<String> failures =
        failures(
            "node-cases-constant.txt",
            206,
            one -> one.evaluated() <= FORWARD ? "" : "another result");

    assertThat(failures).isEmpty();
  }

  @Test
  void operations_lowered_equalOnnxAndTheirDerivatives() throws IOException {
    List<String> failures =
        failures(
            "node-cases-lowered.txt",
            870,
            one -> {
              NodeCase.Slopes found = one.lowered();
              boolean holds =
                  found.forward() <= FORWARD
                      && found.duality() <= DUALITY
                      && found.difference() <= DIFFERENCE;
              return holds ? "" : found.toString();
            });

    assertThat(failures).map(line -> line.substring(0, line.indexOf(": "))).isEqualTo(REFUSED);
  }

  private static List<String> failures(String list, int least, Function<NodeCase, String> check)
      throws IOException {
    Optional<Path> wheel = NodeCase.wheel();
    assumeTrue(wheel.isPresent(), "skipped: models/onnx-1.22.0*.whl is not there");
    List<String> names = names(list);
    assertThat(names).hasSizeGreaterThanOrEqualTo(least);
    List<String> failures = new ArrayList<>();
    try (ZipFile zip = new ZipFile(wheel.orElseThrow().toFile())) {
      for (String name : names) {
        String fault;
        try {
          fault = check.apply(NodeCase.read(zip, name));
        } catch (RuntimeException e) {
          fault = e.toString();
        }
        if (!fault.isEmpty()) {
          failures.add(name + ": " + fault);
        }
      }
    }
    return failures;
  }

  private static List<String> names(String list) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(NodeCasesTest.class.getResourceAsStream(list), list)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
