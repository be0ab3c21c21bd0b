// @vitest-environment node
// When a page says that it is offline, and when it asks again.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Connectivity } from './connectivity';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open(isOnLine = true) {
  const connectivity = new Connectivity(isOnLine);
  const back = vi.fn();
  connectivity.onBack(back);
  const answer = (url: string, fromKept: boolean): void => connectivity.answered({ type: 'ANSWERED', fromKept, url });
  return { connectivity, back, answer };
}

it('[OF2] what is shown may be old as long as one address was answered from what was kept', () => {
  const { connectivity, answer, back } = open();
  answer('/me', true);
  answer('/teams', false);
  expect([connectivity.isOffline(), back.mock.calls.length]).toEqual([true, 0]);
  answer('/me', false);
  expect([connectivity.isOffline(), back.mock.calls.length]).toEqual([false, 1]);
});

it('[OF2] the network that returns is reason to ask again at once', () => {
  const { connectivity, back } = open(false);
  connectivity.networkChanged(true);
  connectivity.networkChanged(true);
  expect([connectivity.isOffline(), back.mock.calls.length]).toEqual([false, 1]);
});

it('[OF2] with the network what was shown from the kept is asked for again, whoever shows it', () => {
  const { connectivity, answer, back } = open(false);
  answer('/me', true);
  answer('/posts', true);
  connectivity.networkChanged(true);
  expect([connectivity.isOffline(), back.mock.calls.length]).toEqual([false, 1]);
});

it('[OF2] one address that stays absent does not make the others be asked again and again', () => {
  const { answer, back } = open();
  back.mockImplementation(() => {
    answer('/connections', true);
    answer('/me', false);
  });
  answer('/connections', true);
  answer('/me', false);
  vi.advanceTimersByTime(10_000);
  expect(back).not.toHaveBeenCalled();
});

it('[OF2] a server that answers late is asked less and less often', () => {
  const { answer, back } = open();
  const late = (): void => {
    answer('/me', true);
    setTimeout(() => answer('/me', false), 1_500);
  };
  back.mockImplementation(late);
  late();
  vi.advanceTimersByTime(10 * 60_000);
  expect(back.mock.calls.length).toBeGreaterThan(2);
  expect(back.mock.calls.length).toBeLessThan(11);
});

it('[OF2] an address that nobody asks for any more is not held against the server for ever', () => {
  const { connectivity, answer } = open();
  answer('/connections', true);
  vi.advanceTimersByTime(61_000);
  answer('/me', false);
  expect(connectivity.isOffline()).toBe(false);
});
