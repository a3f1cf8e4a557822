package org.ordinaldb.beans;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.ordinaldb.beans.query.RunningStatement;
import org.ordinaldb.beans.query.StatementRequest;

/// The two questions of MicroProfile Health.
@ApplicationScoped
public class DatabaseHealth {
  @EJB DatabaseBean database;

  /// Live: the engine answers about itself. A server that is not live should be restarted.
  @Produces
  @Liveness
  HealthCheck live() {
    return () ->
        HealthCheckResponse.named("storage")
            .withData("commits", database.engine().metrics().commits())
            .up()
            .build();
  }

  /// Ready: a statement runs from its text to its row. A server that is not ready gets no clients.
  @Produces
  @Readiness
  HealthCheck ready() {
    return () -> {
      try (RunningStatement statement =
          database.statements().start(new StatementRequest("SELECT 1", List.of(), "", Map.of()))) {
        boolean answered = statement.next() != null;
        statement.finish();
        return HealthCheckResponse.named("sql").status(answered).build();
      }
    };
  }
}
