// @vitest-environment node
// Dates, weeks and months, in whatever zone the device is.
import { describe, expect, it } from 'vitest';
import {
  dayEnd,
  dayIn,
  daysFrom,
  dayText,
  daysOfMonth,
  plusDays,
  plusMonths,
  shortDayText,
  weekOf,
  weeksOfMonth,
} from './local-day';

describe('the date somewhere', () => {
  const at = new Date('2026-11-22T23:30:00Z');
  it.each([
    ['UTC', '2026-11-22'],
    ['Asia/Tokyo', '2026-11-23'],
    ['America/Los_Angeles', '2026-11-22'],
    ['Pacific/Kiritimati', '2026-11-23'],
    // Half past one in the night: the day before goes on until four.
    ['Europe/Athens', '2026-11-22'],
    ['Asia/Karachi', '2026-11-23'],
  ])('[SK1] in %s it is %s', (zone, day) => {
    expect(dayIn(zone, at, undefined)).toBe(day);
  });

  it('in a zone that nobody knows it is that of the device', () => {
    expect(dayIn('Nowhere/Land', at, 4)).toBe(dayIn(undefined, at, 4));
  });

  it.each([
    [0, '2026-11-23'],
    [1, '2026-11-23'],
    [2, '2026-11-22'],
    [12, '2026-11-22'],
  ])('[SK22] half past one in the night belongs to it where days start at %i', (startsAt, day) => {
    expect(dayIn('Europe/Athens', at, startsAt)).toBe(day);
  });

  it('[SK22] a day that starts at noon goes on all morning, also where the clocks change', () => {
    const clocksGoForward = new Date('2026-03-29T09:59:00Z');
    expect(dayIn('Europe/Paris', clocksGoForward, 12)).toBe('2026-03-28');
    expect(dayIn('Europe/Paris', new Date(clocksGoForward.getTime() + 60_000), 12)).toBe('2026-03-29');
  });
});

it.each([
  ['UTC', '2026-11-22', undefined, '2026-11-23T04:00:00.000Z'],
  ['UTC', '2026-11-22', 0, '2026-11-23T00:00:00.000Z'],
  ['Asia/Tokyo', '2026-11-22', 12, '2026-11-23T03:00:00.000Z'],
  ['Pacific/Kiritimati', '2026-11-22', 0, '2026-11-22T10:00:00.000Z'],
  ['Pacific/Pago_Pago', '2026-12-31', 12, '2027-01-01T23:00:00.000Z'],
  ['Asia/Kathmandu', '2026-11-22', 4, '2026-11-22T22:15:00.000Z'],
  // The clocks go forward in one night and back in the other.
  ['Europe/Paris', '2026-03-28', 4, '2026-03-29T02:00:00.000Z'],
  ['Europe/Paris', '2026-10-24', 4, '2026-10-25T03:00:00.000Z'],
])('[SK22] in %s the %s ends, where days start at %s, at %s', (zone, day, startsAt, end) => {
  expect(new Date(dayEnd(zone, day, startsAt)).toISOString()).toBe(end);
});

it('days are counted over the end of a month, a year and a leap day', () => {
  expect(plusDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(plusDays('2028-03-01', -1)).toBe('2028-02-29');
  expect(daysFrom('2026-10-24', '2026-10-27')).toBe(3);
  expect(daysFrom('2026-11-02', '2026-11-01')).toBe(-1);
});

it('a week begins on Monday', () => {
  expect(weekOf('2026-11-22')[0]).toBe('2026-11-16');
  expect(weekOf('2026-11-23')[0]).toBe('2026-11-23');
  expect(weekOf('2026-11-23')).toHaveLength(7);
});

it('a month stands in whole weeks, with no date of another month', () => {
  const weeks = weeksOfMonth('2026-11');
  expect(weeks).toHaveLength(6);
  expect(weeks[0]).toEqual([undefined, undefined, undefined, undefined, undefined, undefined, '2026-11-01']);
  expect(weeks.flat().filter((day) => day !== undefined)).toEqual(daysOfMonth('2026-11'));
  expect(weeksOfMonth('2027-02')).toHaveLength(4);
  expect([plusMonths('2026-01', -1), plusMonths('2026-12', 1)]).toEqual(['2025-12', '2027-01']);
});

it('dates are told as people tell them', () => {
  expect(dayText('2026-11-12')).toBe('Thursday, November 12');
  expect(shortDayText('2026-11-12', '2026-11-23')).toBe('November 12');
  expect(shortDayText('2025-11-12', '2026-11-23')).toBe('November 12, 2025');
});
