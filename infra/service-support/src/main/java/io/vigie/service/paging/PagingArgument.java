package io.vigie.service.paging;

import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives controllers their {@link Paging}. */
final class PagingArgument implements HandlerMethodArgumentResolver {

    private static final Text A_WHOLE_NUMBER = Text.of("un nombre entier", "a whole number");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?[0-9]{1,30}");
    private static final BigInteger LARGEST = BigInteger.valueOf(Integer.MAX_VALUE);

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Paging.class;
    }

    @Override
    public Paging resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        return new Paging(
                number("page", request.getParameter("page"), 1),
                number("page_size", request.getParameter("page_size"), Paging.DEFAULT_SIZE));
    }

    private static int number(String name, @Nullable String given, int otherwise) {
        if (given == null || given.isBlank()) {
            return otherwise;
        }
        var text = given.strip();
        if (!WHOLE_NUMBER.matcher(text).matches()) {
            var found = Fault.shown(given);
            throw Refusal.badRequest(Text.of("%s : attendu %s, reçu %s", "Expected \"%s\" to be %s, but found %s.")
                            .with(name, A_WHOLE_NUMBER, found))
                    .at(name, A_WHOLE_NUMBER, found)
                    .named("wrong-type");
        }
        return new BigInteger(text).max(BigInteger.ZERO).min(LARGEST).intValue();
    }
}
