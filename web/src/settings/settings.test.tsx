// The reader's own settings: names, the time zone, how Kith looks.
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseContrast, startContrast } from '../design/contrast';
import { chooseCalm, isCalm, startMotion } from '../design/motion';
import { serverClock } from '../pact/server-clock';
import { DayStartCard } from './day-start-card';
import { MotionCard } from './motion-card';
import { NameCard } from './name-card';
import { TimeZoneCard } from './time-zone-card';
import { cityOf, foundZones, regionOf, timeIn } from './zones';

const ZONES = ['America/Argentina/Buenos_Aires', 'America/New_York', 'Europe/Amsterdam', 'Europe/Lisbon', 'UTC'];
const rest = { isBusy: false, isSaved: false, problem: undefined };

// Nobody answers what time it is.
beforeEach(() => vi.stubGlobal('fetch', () => Promise.reject(new TypeError('the network is gone'))));

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  localStorage.clear();
});

describe('time zones', () => {
  it.each([
    ['', []],
    ['ams', ['Europe/Amsterdam']],
    ['europe', ['Europe/Amsterdam', 'Europe/Lisbon']],
    ['new york', ['America/New_York']],
    ['aires', ['America/Argentina/Buenos_Aires']],
    ['nowhere', []],
  ])('"%s" finds %j', (words, zones) => {
    expect(foundZones(ZONES, words)).toEqual(zones);
  });

  it('are named by city', () => {
    const zone = 'America/Argentina/Buenos_Aires';
    expect([cityOf(zone), regionOf(zone)]).toEqual(['Buenos Aires', 'America, Argentina']);
    expect(timeIn('Europe/Lisbon', new Date('2026-07-01T12:00:00Z'))).toBe('13:00');
    expect(timeIn('Nowhere/At_All', new Date())).toBe('');
  });

  it('the card says what is set, offers what the device says, and lets another be found', () => {
    const onChoose = vi.fn();
    render(<TimeZoneCard zone="UTC" deviceZone="Europe/Lisbon" zones={ZONES} onChoose={onChoose} {...rest} />);
    screen.getByText('Your days start and end by the clock there.');
    screen.getByText('Not set yet');
    fireEvent.click(screen.getByRole('button', { name: 'Use Lisbon, as this device says' }));
    fireEvent.click(screen.getByRole('button', { name: 'Choose another' }));
    fireEvent.change(screen.getByLabelText('City or continent'), { target: { value: 'amst' } });
    fireEvent.click(within(screen.getByRole('list')).getByRole('button', { name: /Amsterdam/ }));
    expect(onChoose.mock.calls).toEqual([['Europe/Lisbon'], ['Europe/Amsterdam']]);
  });
});

describe('the start of the day', () => {
  const card = (more: object = {}) => (
    <DayStartCard startsAt={undefined} zone="UTC" onChoose={() => undefined} {...rest} {...more} />
  );
  const select = (): HTMLSelectElement => screen.getByRole('combobox', { name: 'Your day starts' });

  it('[SK22] is one of thirteen hours in plain words, four until another is chosen', () => {
    render(card());
    const words = within(select())
      .getAllByRole('option')
      .map(({ textContent }) => textContent);
    expect(words).toHaveLength(13);
    expect([words[0], words[1], words[11], words[12]]).toEqual([
      'At midnight',
      'At 1 in the morning',
      'At 11 in the morning',
      'At noon',
    ]);
    expect(select().value).toBe('4');
    screen.getByText(/What you do before 4 in the morning counts for the day before/);
  });

  it('[SK22] is saved when it is chosen, shown while it is, and falls back when it is refused', () => {
    const onChoose = vi.fn();
    const { rerender } = render(card({ startsAt: 4, onChoose }));
    fireEvent.change(select(), { target: { value: '0' } });
    expect(onChoose.mock.calls).toEqual([[0]]);
    rerender(card({ startsAt: 4, onChoose, isBusy: true }));
    expect(select().value).toBe('0');
    screen.getByText('Your day starts and ends at midnight.');
    fireEvent.change(select(), { target: { value: '9' } });
    expect(onChoose).toHaveBeenCalledTimes(1);
    rerender(card({ startsAt: 4, problem: 'Please try again.' }));
    expect(select().value).toBe('4');
    rerender(card({ startsAt: 0, isSaved: true }));
    expect(select().value).toBe('0');
    screen.getByText('Saved.');
  });

  it('[SK22] says which day it is with it', () => {
    vi.useFakeTimers({ now: new Date('2026-11-23T10:00:00Z'), toFake: ['Date'] });
    const { rerender } = render(card({ startsAt: 9 }));
    screen.getByText('With this, today is Monday, November 23 for you.');
    rerender(card({ startsAt: 12 }));
    screen.getByText('With this, today is Sunday, November 22 for you.');
    vi.useRealTimers();
  });

  it('[SK22] says so by the clock of the server, also where that of the device is another one', () => {
    vi.useFakeTimers({ now: new Date('2026-11-23T10:00:00Z'), toFake: ['Date'] });
    serverClock.heard('2026-11-24T10:00:00.000Z');
    const { rerender } = render(card({ startsAt: 9 }));
    screen.getByText('With this, today is Tuesday, November 24 for you.');
    act(() => serverClock.heard('2026-11-25T10:00:00.000Z'));
    screen.getByText('With this, today is Wednesday, November 25 for you.');
    rerender(card({ startsAt: 12 }));
    screen.getByText('With this, today is Tuesday, November 24 for you.');
    serverClock.heard('2026-11-23T10:00:00.000Z');
    vi.useRealTimers();
  });
});

it('a name is saved as it was changed, and an empty one is asked for', () => {
  const onSave = vi.fn();
  render(<NameCard me={{ userName: 'Ruth', firstName: 'Ruth' }} onSave={onSave} {...rest} />);
  const save = screen.getByRole('button', { name: 'Save the name' });
  fireEvent.click(save);
  fireEvent.change(screen.getByLabelText('Name that others see'), { target: { value: ' ' } });
  fireEvent.click(save);
  screen.getByText('Please write a name. Your friends know you by it.');
  expect(onSave).not.toHaveBeenCalled();
  fireEvent.change(screen.getByLabelText('Name that others see'), { target: { value: 'Ruth A. ' } });
  fireEvent.change(screen.getByLabelText('Last name, if you like'), { target: { value: 'Abernathy' } });
  fireEvent.click(save);
  expect(onSave).toHaveBeenCalledWith({ userName: 'Ruth A.', lastName: 'Abernathy' });
});

describe('motion', () => {
  it('[AX5] less of it is chosen here and kept on the device', () => {
    startMotion();
    expect(document.documentElement.dataset['motion']).toBe('lively');
    chooseCalm(true);
    expect([isCalm(), document.documentElement.dataset['motion']]).toEqual([true, 'calm']);
    chooseCalm(false);
    expect(document.documentElement.dataset['motion']).toBe('lively');
  });

  it('[AX5] a device that asks for less is not overruled', () => {
    const onChange = vi.fn();
    render(<MotionCard isCalm isDeviceCalm onChange={onChange} />);
    fireEvent.click(screen.getByRole('switch', { name: 'Less motion', checked: true }));
    expect(onChange).not.toHaveBeenCalled();
    screen.getByText(/Your device asks for less motion/);
  });
});

describe('high contrast', () => {
  it('[AX5] follows the device until the reader chooses', () => {
    startContrast();
    expect(document.documentElement.dataset['contrast']).toBe('normal');
    chooseContrast('high');
    expect(document.documentElement.dataset['contrast']).toBe('high');
    chooseContrast('device');
    expect(document.documentElement.dataset['contrast']).toBe('normal');
  });

  it.each([
    ['strong', 'page'],
    ['body', 'page'],
    ['body', 'raised'],
    ['body', 'gold-wash'],
    ['danger', 'raised'],
    ['gold', 'raised'],
    ['gold', 'gold-wash'],
    ['on-gold', 'gold'],
    ['control', 'page'],
    ['strong', 'tint-teal'],
    ['strong', 'tint-plum'],
    ['strong', 'tint-moss'],
    ['strong', 'tint-clay'],
    ['strong', 'tint-blue'],
  ])('[AX5] %s on %s is 11:1 or more', (text, ground) => {
    expect(contrast(highToken(text), highToken(ground))).toBeGreaterThanOrEqual(11);
  });
});

function highToken(name: string): string {
  const css = readFileSync('src/design/tokens.css', 'utf8').split("[data-contrast='high']")[1] ?? '';
  return new RegExp(`--color-${name}: (#[0-9a-f]{6})`).exec(css)?.[1] ?? '';
}

/** As WCAG 2 reckons it. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
