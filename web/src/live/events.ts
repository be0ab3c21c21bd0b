// The old place of what is in `@kith/client`, for pages that still look here.
export {
  CLOSED_BAD_TOKEN,
  isFinal,
  type LiveEvent,
  type LiveListener,
  type LiveStatus,
  type StaleWhy,
} from '@kith/client';
