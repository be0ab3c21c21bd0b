// Whether things hardly move: because the device asks for it, or because the reader does here. The answer stands on the
// root element as `data-motion`, where the styles find it. A device that asks for less is never overruled.
import { useSyncExternalStore } from 'react';
import { DeviceChoice } from './device-choice';

const choice = new DeviceChoice<'device' | 'calm'>('kith.motion', ['device', 'calm'], 'device');
const LESS = '(prefers-reduced-motion: reduce)';

export const chooseCalm = (isOn: boolean): void => choice.choose(isOn ? 'calm' : 'device');

/** Whether the device itself asks for less motion. */
export const isDeviceCalm = (): boolean => globalThis.matchMedia(LESS).matches;

export const isCalm = (): boolean => choice.get() === 'calm' || isDeviceCalm();

export const useCalm = (): boolean => useSyncExternalStore(subscribe, isCalm);

export const useDeviceCalm = (): boolean => useSyncExternalStore(subscribe, isDeviceCalm);

/** Keeps `data-motion` true from now on; once, before the page is drawn. */
export function startMotion(): void {
  subscribe(apply);
  globalThis.addEventListener('storage', choice.refresh);
  apply();
}

function subscribe(listener: () => void): () => void {
  const stop = choice.subscribe(listener);
  const device = globalThis.matchMedia(LESS);
  device.addEventListener('change', listener);
  return () => {
    stop();
    device.removeEventListener('change', listener);
  };
}

function apply(): void {
  document.documentElement.dataset['motion'] = isCalm() ? 'calm' : 'lively';
}
