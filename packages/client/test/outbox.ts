// An outbox for tests whose server does what the test says, and what goes with it. It sends nothing over a wire.
import { expect, vi } from 'vitest';
import { CallFailed } from '../src/api/call.ts';
import type { Deed, SignedDeed } from '../src/outbox/deed.ts';
import { Outbox, type OutboxEvent, type OutboxOptions } from '../src/outbox/outbox.ts';
import { type Exclusive, type KeyValueStore, memoryShelf, type Shelf } from '../src/outbox/shelf.ts';
import type { ErrorCode, Post } from '../src/protocol/types.ts';

const QUICK = { firstMs: 5, maxMs: 20 };

export const post = (body: string): Deed => ({ kind: 'post', teamId: 'team', body });
export const like = (liked: boolean, postId = 'p'): Deed => ({ kind: 'like', postId, liked });
export const unreachable = (): CallFailed => new CallFailed('Kith cannot be reached right now.', undefined, true);
export const refused = (code: ErrorCode, temporary = false): CallFailed =>
  new CallFailed(`No: ${code}.`, code, temporary);

/** What a deed says, in a word. */
export const wordOf = (deed: Deed): string =>
  deed.kind === 'post'
    ? deed.body
    : deed.kind === 'like'
      ? `${deed.liked ? 'like' : 'unlike'} ${deed.postId}`
      : deed.kind;

/** An outbox whose server does what the test says. */
export function open(shelf: Shelf = memoryShelf(), options: Partial<OutboxOptions> = {}) {
  const sent: string[] = [];
  const ids: string[] = [];
  const events: OutboxEvent[] = [];
  const server: { answer(signed: SignedDeed): Promise<void> } = { answer: async () => undefined };
  const send = async (signed: SignedDeed): Promise<Post> => {
    await server.answer(signed);
    sent.push(wordOf(signed.deed));
    ids.push(signed.clientId);
    return { id: `id of ${wordOf(signed.deed)}` } as Post;
  };
  const box = new Outbox({ shelf, send, name: 'test', timing: QUICK, ...options });
  box.on((event) => events.push(event));
  const states = (): [string, string][] => box.get().map(({ deed, state }) => [wordOf(deed), state]);
  return { box, sent, ids, events, server, states };
}

/** `localStorage`, as far as it is used. */
export function store(): KeyValueStore & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

/** Lets one at a time do something, as Web Locks do for the tabs of a browser. */
export function oneAtATime(): Exclusive {
  let last: Promise<unknown> = Promise.resolve();
  return (_, work) => {
    const done = last.then(work, work);
    last = done.catch(() => undefined);
    return done;
  };
}

/** Something that waits until it is let go. */
export function gate(): { closed: Promise<void>; letGo: () => void } {
  let letGo = (): void => undefined;
  const closed = new Promise<void>((resolve) => (letGo = resolve));
  return { closed, letGo };
}

export const empty = async (box: Outbox): Promise<void> => {
  await vi.waitFor(() => expect(box.get()).toEqual([]), { timeout: 2_000, interval: 5 });
};
