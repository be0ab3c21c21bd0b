// Every exhibit of the gallery can be drawn.
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { peopleStates } from './people-states';

afterEach(cleanup);

const states = peopleStates.flatMap(({ title, states: all }) =>
  Object.entries(all).map(([name, shown]) => [`${title}, ${name}`, shown] as const),
);

it.each(states)('%s', (_name, shown) => {
  const { container } = render(shown);
  expect(container.textContent).not.toBe('');
  expect(container.textContent).not.toMatch(/undefined|NaN|\[object/);
});
