// What the browser tests put into a page: an outbox in IndexedDB, guarded by Web Locks, as an app would put it together.
import { watchBrowser, webLocks } from '../../src/browser.ts';
import { deleteIdbShelf, idbShelf } from '../../src/idb.ts';
import { createKith, type Outbox } from '../../src/index.ts';

let outbox: Outbox | undefined;
const answered: string[] = [];

const nameOf = (user: string): string => `kith.outbox.${user}`;

/** Opens somebody's outbox; it is not started. */
export function open(user: string, token: string): void {
  const kith = createKith({ url: '', token: () => token });
  outbox = kith.outboxOf(user, idbShelf(nameOf(user)), webLocks);
  outbox.on((event) => {
    if (event.kind === 'sent' && event.deed.kind === 'post') answered.push(event.deed.body);
  });
  watchBrowser(kith.live, outbox);
}

export function box(): Outbox {
  if (!outbox) throw new Error('There is no outbox yet.');
  return outbox;
}

/** The posts that this tab sent. */
export const sent = (): readonly string[] => answered;

export function forget(user: string): Promise<void> {
  outbox?.stop();
  return deleteIdbShelf(nameOf(user));
}
