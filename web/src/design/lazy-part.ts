// Parts of the page that are fetched when they are first shown, and can be asked for once more where that failed: React
// alone remembers a failure for ever. It draws nothing of its own.
import { type ComponentType, createElement, lazy } from 'react';

/** The script of a part did not come: no network, or the server has a newer build without it. */
export class PartMissing extends Error {
  override readonly name = 'PartMissing';
}

/** How each part that failed is asked for again. */
const failed = new Set<() => void>();

/** As `lazy` of React; put a boundary above it. */
export function lazyPart<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): ComponentType<Props> {
  const begin = (): ComponentType<Props> =>
    lazy(() =>
      load().catch((cause: unknown) => {
        failed.add(renew);
        throw new PartMissing('A part of the page could not be loaded.', { cause });
      }),
    );
  let part = begin();
  const renew = (): void => {
    part = begin();
  };
  return function LazyPart(props: Props) {
    return createElement(part, props);
  };
}

/** From now on what failed is fetched anew; not before, or a failure would be asked for without end. */
export function renewParts(): void {
  for (const renew of failed) renew();
  failed.clear();
}
