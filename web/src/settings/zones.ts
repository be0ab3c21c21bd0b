// Time zones as people look for them: by city. Pure.
import { plain } from '../people/find';

/** "Lisbon" of `Europe/Lisbon`, "Buenos Aires" of `America/Argentina/Buenos_Aires`. */
export function cityOf(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** "Europe", "America, Argentina"; empty for zones without one. */
export function regionOf(zone: string): string {
  return zone.split('/').slice(0, -1).join(', ').replaceAll('_', ' ');
}

/** Zones whose city or region has a word beginning with each typed word; none while nothing is typed. */
export function foundZones(zones: readonly string[], words: string): string[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [];
  const found = zones.filter((zone) => {
    const parts = plain(zone).split(/[/_\s-]+/);
    return wanted.every((word) => parts.some((part) => part.startsWith(word)));
  });
  const isByCity = (zone: string): boolean => plain(cityOf(zone)).startsWith(wanted[0] ?? '');
  return found.toSorted((a, b) => Number(isByCity(b)) - Number(isByCity(a)));
}

/** "14:05" there; empty for a zone that this browser does not know. */
export function timeIn(zone: string, now: Date): string {
  try {
    return now.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone });
  } catch {
    return '';
  }
}
