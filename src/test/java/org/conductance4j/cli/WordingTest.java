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
          attribute | network: must have one input for this, got [a, b]; give several inputs by name \
                    | network: must have one input for this, got [a, b]; 'attribute' takes several with \
          --input NAME=FILE
          run       | /out: must not be in use, got another run; wait for it, or choose another folder \
                    | /out: must not be in use, got another run; wait for it, or choose another --out
          run       | /out: needs what it was begun with, seed 1, got 5; give the same again, or begin anew \
                    | /out: --resume: needs what it was begun with, seed 1, got 5; give the same again, \
          or leave --resume out to begin anew
          run       | state.bin: must be the state of a study, got x; begin anew \
                    | state.bin: must be the state of a study, got x; leave --resume out
          run       | override: must be KEY=VALUE, got 'a' \
                    | --set: must be KEY=VALUE, got 'a'
          sanity    | training: override a.b: must lead through maps, but override a is one value \
                    | --training: --set a.b: must lead through maps, but --set a is one value
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
