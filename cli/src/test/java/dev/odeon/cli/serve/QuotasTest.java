package dev.odeon.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.cli.Exit;
import dev.odeon.cli.Failure;
import dev.odeon.execution.Quota;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotasTest {
  @Test
  void areOfOneTenantOrOfAllOthers() {
    Quotas quotas =
        Quotas.of(List.of("executions=8,memory=256", "blue:fuel=1000000,modules=2,executions=1"));
    assertThat(quotas.all()).isEqualTo(new Quota(8, Long.MAX_VALUE, 256L << 20, Long.MAX_VALUE));
    assertThat(quotas.single())
        .hasSize(1)
        .containsEntry("blue", new Quota(1, 1_000_000, Long.MAX_VALUE, 2L << 20));
    assertThat(Quotas.of(List.of()).all()).isEqualTo(Quota.UNLIMITED);
  }

  @Test
  void allowARunAsLargeAsItsLimit() {
    Quotas quotas = Quotas.of(List.of("executions=8", "blue:memory=64"));
    assertThat(quotas.allowing(64L << 20)).isEqualTo(quotas);
    assertThatThrownBy(() -> quotas.allowing((64L << 20) + 1))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.exit()).isEqualTo(Exit.USAGE))
        .hasMessageStartingWith("--quota memory=64 allows no run");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "executions",
        "executions=",
        "executions=0",
        "fuel=-1",
        "memory=1e3",
        "cpu=4",
        "executions=1,",
        "Blue:fuel=1",
        ":fuel=1",
        "../x:fuel=1",
        "blue:",
        "fuel=99999999999999999999"
      })
  void areRefusedWhereTheyMakeNoSense(String text) {
    assertThatThrownBy(() -> Quotas.of(List.of(text)))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("--quota ");
  }
}
