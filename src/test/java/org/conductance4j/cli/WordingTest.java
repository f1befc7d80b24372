package org.conductance4j.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class WordingTest {

  /** Command, the library's words, the words of the command line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          attribute | passes: must be positive, got 0; 500 is common \
                    | --passes: must be positive, got 0; 500 is common
          run       | passes: must be positive, got 0; 500 is common \
                    | passes: must be positive, got 0; 500 is common
          attribute | layer 'a': is odd, got 1; see b \
                    | layer 'a': is odd, got 1; see b
          attribute | layer: is needed by gradient, got none; choose one of the network's layers \
                    | --layer: is needed by gradient, got none; choose one of 'layers MODEL'
          run       | network: needs the shapes of its inputs [a, b], got [3]; give each by name \
                    | network: needs the shapes of its inputs [a, b], got [3]; give each by name: \
          'attribute' takes --input NAME=FILE, 'run' takes one input alone
          prune     | layer 'a': needs scores, got [3]; rank this layer, or give the input's shape \
                    | layer 'a': needs scores, got [3]; rank this layer, or give --input-shape, such as \
          3,224,224
          prune     | input 'a': needs its shape, got none; give (features, time) of one fixed length \
                    | input 'a': needs its shape, got none; give (features, time) of one fixed length \
          with --input-shape NAME=N, such as 3,224,224
          run       | input 'a': needs its shape, got none; give (features, time) of one fixed length \
                    | input 'a': needs its shape, got none; give (features, time) of one fixed length
          bench     | network: must be a known network, got 'x'; known: y \
                    | --network: must be a known network, got 'x'; known: y
          run       | backend cuda: needs a GPU, got none; check nvidia-smi or use the CPU backend \
                    | --backend cuda: needs a GPU, got none; check nvidia-smi or use --backend cpu
          """)
  void of_messageOfTheLibrary_speaksOfOptionsAndCommands(
      String command, String message, String expected) {
    CommandLine chosen = requireNonNull(new CommandLine(new Main()).getSubcommands().get(command));

    assertThat(Wording.of(message, chosen.getCommandSpec())).isEqualTo(expected);
  }
}
