// Which cheers are in the air. Pure; the drawing is elsewhere.
import type { CheerIcon } from '@kith/client';

/** More than these at once would be a storm; further cheers only count in the burst's sentence. */
export const IN_THE_AIR_MAX = 3;

export interface Flight {
  id: number;
  icon: CheerIcon;
}

/** Lets a cheer take off, if there is room for it. */
export function takeOff(inTheAir: readonly Flight[], flight: Flight, max = IN_THE_AIR_MAX): readonly Flight[] {
  return inTheAir.length >= max ? inTheAir : [...inTheAir, flight];
}

export function land(inTheAir: readonly Flight[], id: number): readonly Flight[] {
  return inTheAir.filter((flight) => flight.id !== id);
}
