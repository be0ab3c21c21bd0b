// The old place of the protocol's types, for pages that still look here: they are in `@kith/client`.
export type * from '@kith/client';
