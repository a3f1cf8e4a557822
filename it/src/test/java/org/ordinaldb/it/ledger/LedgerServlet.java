package org.ordinaldb.it.ledger;

import jakarta.ejb.EJB;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The ledger for callers outside of the server:
///
///     GET /ledger/create                 makes it, in both databases
///     GET /ledger/stop?phase=COMMIT&id=1  books 1 in both, and never comes to the phase's end
///     GET /ledger/stopped                answers when one transaction has stopped in each phase
///     GET /ledger/bookings               the ids in Ordinal, and those in H2
@WebServlet("/*")
public class LedgerServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient Map<StoppingBranch.Phase, StoppingBranch> branches =
      Arrays.stream(StoppingBranch.Phase.values())
          .collect(Collectors.toMap(Function.identity(), StoppingBranch::new));

  @EJB transient Ledger ledger;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (request.getPathInfo()) {
      case "/create" -> {
        ledger.create();
        ledger.createElsewhere();
      }
      case "/stop" -> {
        var phase = StoppingBranch.Phase.valueOf(request.getParameter("phase"));
        long id = Long.parseLong(request.getParameter("id"));
        ledger.bookInBothAndStop(id, 1, Objects.requireNonNull(branches.get(phase)));
      }
      case "/stopped" -> branches.values().forEach(StoppingBranch::awaitStopped);
      case "/bookings" -> response.getWriter().print(ledger.ids() + " " + ledger.idsElsewhere());
      default -> response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    }
  }
}
