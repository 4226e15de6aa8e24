package io.vigie.service.paging;

/**
 * Which page a client asks for. As a controller's argument it is read from {@code page} and {@code page_size}; what is out of range is clamped,
 * what is no whole number is refused with 400. Count first, then read {@code within(total)}: a page past the end is the last page.
 *
 * @param page from 1
 * @param size items a page, 1 to {@value #MAX_SIZE}
 */
public record Paging(int page, int size) {

    public static final int DEFAULT_SIZE = 20;
    public static final int MAX_SIZE = 100;

    /** Clamps both. */
    public Paging {
        page = Math.max(1, page);
        size = Math.clamp(size, 1, MAX_SIZE);
    }

    public static Paging first() {
        return new Paging(1, DEFAULT_SIZE);
    }

    /** The page that exists in a list of so many items. */
    public Paging within(long totalItems) {
        return new Paging(Math.min(page, pages(totalItems, size)), size);
    }

    /** How many items come before this page. */
    public long offset() {
        return (page - 1L) * size;
    }

    static int pages(long totalItems, int size) {
        return (int) Math.clamp((totalItems + size - 1) / size, 1L, (long) Integer.MAX_VALUE);
    }
}
