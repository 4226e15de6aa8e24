package io.vigie.service.paging;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.function.Function;

/**
 * One page of a list, in the envelope of every list of the API.
 *
 * @param data the items of this page, in order
 * @param pagination where this page is
 */
public record Page<T>(List<T> data, Pagination pagination) {

    /**
     * @param currentPage from 1
     * @param totalPages at least 1: an empty list is one empty page
     */
    public record Pagination(
            @JsonProperty("current_page") int currentPage,
            @JsonProperty("page_size") int pageSize,
            @JsonProperty("total_items") long totalItems,
            @JsonProperty("total_pages") int totalPages,
            @JsonProperty("has_next") boolean hasNext,
            @JsonProperty("has_prev") boolean hasPrev) {}

    public Page {
        data = List.copyOf(data);
    }

    /**
     * @param data the items that {@code paging.within(totalItems)} selects
     */
    public static <T> Page<T> of(List<T> data, Paging paging, long totalItems) {
        var here = paging.within(totalItems);
        var pages = Paging.pages(totalItems, here.size());
        return new Page<>(
                data,
                new Pagination(here.page(), here.size(), totalItems, pages, here.page() < pages, here.page() > 1));
    }

    /** Cuts the page out of the whole list: for lists that are short by nature. */
    public static <T> Page<T> cut(List<T> all, Paging paging) {
        var here = paging.within(all.size());
        var from = (int) here.offset();
        return of(all.subList(from, Math.min(all.size(), from + here.size())), here, all.size());
    }

    public <R> Page<R> map(Function<? super T, ? extends R> each) {
        return new Page<>(data.stream().<R>map(each).toList(), pagination);
    }
}
