// How strong the contrast is: as the device asks, or as the reader chooses here. The answer stands on the root element
// as `data-contrast`, where the tokens find it.
import { useSyncExternalStore } from 'react';
import { DeviceChoice } from './device-choice';

export const CONTRASTS = ['device', 'normal', 'high'] as const;
export type Contrast = (typeof CONTRASTS)[number];

const choice = new DeviceChoice<Contrast>('kith.contrast', CONTRASTS, 'device');
const MORE = '(prefers-contrast: more)';

export const chooseContrast = (contrast: Contrast): void => choice.choose(contrast);

export const useContrast = (): Contrast => useSyncExternalStore(choice.subscribe, choice.get);

/** Keeps `data-contrast` true from now on; once, before the page is drawn. */
export function startContrast(): void {
  choice.subscribe(apply);
  globalThis.matchMedia(MORE).addEventListener('change', apply);
  globalThis.addEventListener('storage', choice.refresh);
  apply();
}

function apply(): void {
  const chosen = choice.get();
  const isHigh = chosen === 'high' || (chosen === 'device' && globalThis.matchMedia(MORE).matches);
  document.documentElement.dataset['contrast'] = isHigh ? 'high' : 'normal';
}
