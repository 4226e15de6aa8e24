package io.vigie.service.refusal;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Answers errors that the container or a filter reports, in the same words as every other. */
@Controller
final class ContainerErrors implements ErrorController {

    private final Refusals refusals;

    ContainerErrors(Refusals refusals) {
        this.refusals = refusals;
    }

    @RequestMapping("${spring.web.error.path:${error.path:/error}}")
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var reported = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        var status = reported instanceof Integer code && code >= 400 && code <= 599 ? code : 404;
        refusals.write(Refusal.of(status, StatusTexts.of(status)), request, response);
    }
}
