package io.vigie.campaign.asking;

import io.vigie.service.RequestId;
import io.vigie.service.Text;
import io.vigie.service.identity.CurrentUser;
import io.vigie.service.refusal.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Gives controllers their {@link Asker}: the user of the token, the request's name, and its trace when it has one. */
@Configuration(proxyBeanMethods = false)
class AskerArgument implements WebMvcConfigurer, HandlerMethodArgumentResolver {

    private static final Pattern TRACE_PARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Asker.class;
    }

    @Override
    public Asker resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        var signedIn = SecurityContextHolder.getContext().getAuthentication();
        if (signedIn == null || !(signedIn.getPrincipal() instanceof CurrentUser user)) {
            throw Refusal.unauthorized(Text.of("Token manquant", "Missing token"))
                    .named("token-missing");
        }
        HttpServletRequest servlet = request.getNativeRequest(HttpServletRequest.class);
        String trace = request.getHeader("traceparent");
        return new Asker(
                user.id(),
                user.name(),
                servlet == null ? null : RequestId.of(servlet),
                trace != null && TRACE_PARENT.matcher(trace).matches() ? trace : null);
    }
}
