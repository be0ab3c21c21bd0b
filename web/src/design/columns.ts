// How many columns fit: it depends on the window and on the reader's text size, which a media query does not know.
// The answer stands on the root element as `data-columns`, where the styles find it.
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

function measure(): void {
  const root = document.documentElement;
  const remPx = Number.parseFloat(getComputedStyle(root).fontSize);
  root.dataset['columns'] = String(columnsFor(globalThis.innerWidth, remPx));
}
