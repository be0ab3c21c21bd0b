// How many columns fit: it depends on the window and on the reader's text size, which a media query does not know.
// The answer stands on the root element as `data-columns`, where the styles find it.
import { useSyncExternalStore } from 'react';
import { onTextSize } from './text-size';

/** At 100 % text: from 1180 pixels on three columns, from 900 on two. */
const THREE_COLUMNS_REM = 1180 / 18;
const TWO_COLUMNS_REM = 900 / 18;

export function columnsFor(widthPx: number, remPx: number): 1 | 2 | 3 {
  const width = widthPx / remPx;
  if (width >= THREE_COLUMNS_REM) return 3;
  return width >= TWO_COLUMNS_REM ? 2 : 1;
}

/** Keeps `data-columns` true from now on; once, before the page is drawn. */
export function startColumns(): void {
  measure();
  globalThis.addEventListener('resize', measure);
  onTextSize(measure);
}

/** Whether there is a column beside the page's own; what must not be missed goes into the page where there is none. */
export const useSideColumn = (): boolean =>
  useSyncExternalStore(subscribe, () => !['1', '2'].includes(document.documentElement.dataset['columns'] ?? ''));

/** Whether the way to get about is the rail beside the page. */
export const useRail = (): boolean =>
  useSyncExternalStore(subscribe, () => document.documentElement.dataset['columns'] !== '1');

// Hears of it after `startColumns` has, and so finds its answer.
function subscribe(listener: () => void): () => void {
  globalThis.addEventListener('resize', listener);
  const stop = onTextSize(listener);
  return () => {
    globalThis.removeEventListener('resize', listener);
    stop();
  };
}

function measure(): void {
  const root = document.documentElement;
  const remPx = Number.parseFloat(getComputedStyle(root).fontSize);
  root.dataset['columns'] = String(columnsFor(globalThis.innerWidth, remPx));
}
