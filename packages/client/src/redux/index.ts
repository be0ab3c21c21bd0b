// Kith in a Redux store: a middleware that joins a store to a live connection, and the slice `pacts`.
export { type Action, type ServerAction, serverAction } from '../live/action.ts';
export * from './middleware.ts';
export * from './pacts-slice.ts';
export * from './pacts-state.ts';
