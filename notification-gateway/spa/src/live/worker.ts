import { Hub } from './hub';
import { type Line, putThrough } from './switchboard';
import { gateway } from './world';

/** What a SharedWorker's own scope has besides; the library of types is that of pages. */
interface SharedScope {
  onconnect: ((event: { readonly ports: readonly MessagePort[] }) => void) | null;
}

const hub = new Hub(gateway);

(self as unknown as SharedScope).onconnect = ({ ports }) => {
  for (const port of ports) putThrough(hub, port satisfies Line);
};
