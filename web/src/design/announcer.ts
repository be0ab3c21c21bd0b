// What a screen reader is told of a lively page: at most one announcement in ten seconds, the latest of each topic.
import { useSyncExternalStore } from 'react';

const PAUSE_MS = 10_000;

export type Topic = 'presence' | 'cheers' | 'posts' | 'messages' | 'inbox';

export class Announcer {
  private readonly waiting = new Map<Topic, string>();
  private readonly listeners = new Set<() => void>();
  private text = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly pauseMs = PAUSE_MS) {}

  readonly get = (): string => this.text;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Says a sentence soon; a later one on the same topic takes its place. */
  say(topic: Topic, sentence: string): void {
    if (sentence === '') this.waiting.delete(topic);
    else this.waiting.set(topic, sentence);
    if (this.timer === undefined) this.speak();
  }

  private speak(): void {
    this.timer = undefined;
    if (this.waiting.size === 0) return;
    this.text = [...this.waiting.values()].map((sentence) => `${sentence}.`).join(' ');
    this.waiting.clear();
    for (const listener of this.listeners) listener();
    this.timer = setTimeout(() => this.speak(), this.pauseMs);
  }
}

export const announcer = new Announcer();

export function useAnnouncement(): string {
  return useSyncExternalStore(announcer.subscribe, announcer.get);
}
