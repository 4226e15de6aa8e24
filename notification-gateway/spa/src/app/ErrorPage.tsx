import { Failure } from '@/components/Failure';

/** What is shown in a page's place when it failed; the rest of the application goes on. */
export const ErrorPage = ({ error, reset }: { readonly error: unknown; readonly reset: () => void }) => <Failure failure={error} again={reset} />;
