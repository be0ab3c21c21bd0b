// The reader's text size, 100 to 150 %: kept on this device and laid over everything, since every length is in rem.
import { useSyncExternalStore } from 'react';

export const TEXT_SIZES = [100, 112, 125, 150] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

const KEY = 'kith.text-size';
const listeners = new Set<() => void>();
let current: TextSize = 100;

/** Takes over what was chosen before; once, before the page is drawn. */
export function startTextSize(): void {
  apply(toTextSize(Number(localStorage.getItem(KEY))));
}

export function chooseTextSize(size: TextSize): void {
  localStorage.setItem(KEY, String(size));
  apply(size);
}

export function useTextSize(): TextSize {
  return useSyncExternalStore(onTextSize, () => current);
}

export function onTextSize(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function apply(size: TextSize): void {
  current = size;
  // From 125 % on the styles keep less of the screen for what is sticky.
  document.documentElement.dataset['text'] = size >= 125 ? 'large' : 'normal';
  document.documentElement.style.setProperty('--text-scale', String(size / 100));
  for (const listener of listeners) listener();
}

function toTextSize(value: number): TextSize {
  return TEXT_SIZES.find((size) => size === value) ?? 100;
}
