// The old place of what is in `@kith/client`, for pages that still look here.
export { LiveConnection, type LiveOptions, type LiveTiming } from '@kith/client';
